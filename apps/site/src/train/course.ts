/** The course of a training: it is opened, runs, pauses, goes on with other settings; one thing after the other. */
import type { Trainer } from './client.js';
import type { Change } from './controls.js';
import type { Frame } from './frame.js';
import { createLoop } from './loop.js';
import type { View } from './view.js';
import type { OpenRequest } from './worker.js';

export interface Course {
  /** Starts, goes on or pauses. */
  toggle(): void;
  /** Does one step. */
  step(): void;
  reset(): void;
  change(change: Change): void;
}

export interface CourseParts {
  readonly trainer: Trainer;
  readonly view: View;
  /** What is to be trained now. */
  request(goesOn: boolean): OpenRequest;
  /** Points of the data, for a training that starts anew. */
  real(): Float32Array;
  say(text: string): void;
  onRunning(running: boolean): void;
}

function requireFinite({ step, wasserstein }: Frame): void {
  if (wasserstein.every((value) => Number.isFinite(value))) return;
  throw new Error(
    `The training diverged at step ${step}: its numbers left all bounds. Choose a lower learning rate, then reset.`,
  );
}

/** Does works one after the other; a failure is told and stops nothing. */
function createTurns(tell: (error: unknown) => void): (work: () => Promise<void>) => void {
  let previous: Promise<void> = Promise.resolve();
  return (work) => {
    previous = previous.then(work).catch(tell);
  };
}

export function createCourse({ trainer, view, request, real, say, onRunning }: CourseParts): Course {
  const fail = (error: unknown): void => {
    onRunning(false);
    say(error instanceof Error ? error.message : String(error));
  };
  const inTurn = createTurns(fail);
  const show = (frame: Frame) => view.show(frame).then(() => requireFinite(frame));
  const loop = createLoop(() => trainer.advance(view.stretch()), show);
  const stop = () => loop.pause().then(() => onRunning(false));

  async function ensureOpen(): Promise<void> {
    if (trainer.where !== undefined) return;
    view.clear(real()); // what was there, if anything, was lost
    say('Loading ONNX Runtime…');
    await trainer.open(request(false));
  }
  function run(): void {
    onRunning(true);
    say(`Training ${trainer.where}.`);
    loop.run().catch(fail);
  }
  async function toggle(): Promise<void> {
    if (!loop.running) return ensureOpen().then(run);
    await stop();
    say('Paused.');
  }
  async function step(): Promise<void> {
    await stop();
    await ensureOpen();
    await show(await trainer.advance({ steps: 1 }));
    say('Paused after a step.');
  }
  async function reopen(goesOn: boolean): Promise<void> {
    if (!goesOn) view.clear(real());
    if (trainer.where !== undefined) await trainer.open(request(goesOn));
    if (!goesOn) say('Ready.');
  }
  async function change({ text, goesOn }: Change): Promise<void> {
    const wasRunning = loop.running;
    await loop.pause();
    await reopen(goesOn);
    if (goesOn) view.mark(text);
    if (wasRunning) run();
  }
  return {
    toggle: () => inTurn(toggle),
    step: () => inTurn(step),
    reset: () => inTurn(() => stop().then(() => reopen(false))),
    change: (what) => inTurn(() => change(what)),
  };
}
