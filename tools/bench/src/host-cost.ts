/**
 * What a training step costs beside the runtime's work: data, noise and state, measured in the real training loop, and
 * the messages to the worker thread, measured with a program that takes the same feeds and does next to nothing. All of it
 * in processor time, so that the turns of other processes are not taken for ours.
 */
import { add, defineProgram, sum, type Program, type Value } from '@kantor/graph';
import type { Engine } from '@kantor/engine';
import { ortWorkerEngine } from '@kantor/engine/node';
import { ortEngine } from '@kantor/engine/ort';
import { nodeRuntime } from '@kantor/runtime/node';
import type { ModelSpec } from '@kantor/spec';
import type { TensorMap } from '@kantor/tensor';
import { createModel, createTraining, criticStep, type BatchSource } from '@kantor/wgan';
import { median } from './statistics.js';
import { startStopwatch } from './stopwatch.js';
import { timedRuntime } from './timed-runtime.js';

export interface HostCost {
  readonly name: string;
  /** Critic and generator steps in one training step. */
  readonly programRuns: number;
  /** Processor milliseconds of one training step (critic steps and generator step) in the runtime's sessions. */
  readonly sessionMs: number;
  /** Processor milliseconds of one training step outside of them: data, noise, state, reports. */
  readonly hostMs: number;
  /** Processor milliseconds that messages to and from the worker add to one training step. */
  readonly messageMs: number;
  /** (hostMs + messageMs) / (sessionMs + hostMs + messageMs). */
  readonly share: number;
}

/** Until JavaScript is compiled for good and the runtime's buffers are in place. */
const warmUpSteps = 3;

/** A program with the feeds of `program` that adds up a few of their numbers: the cheapest use of them. */
function idleProgram({ feeds }: Program): Program {
  const total = feeds.map((feed) => sum(feed)).reduce((a: Value, b) => add(a, b));
  return defineProgram({ name: 'idle', feeds, state: [], outputs: { total } });
}

async function millisecondsPerRun(engine: Engine, program: Program, feeds: TensorMap): Promise<number> {
  const loaded = await engine.load({ idle: program }, {});
  const times: number[] = [];
  for (let i = 0; i < 120; i++) {
    const stop = startStopwatch();
    await loaded.run('idle', feeds);
    if (i >= 20) times.push(stop().cpu);
  }
  await loaded.dispose();
  return median(times);
}

/** @param source real data of the model. */
export async function measureHostCost(
  spec: ModelSpec,
  source: BatchSource,
  { threads, steps }: { readonly threads: number; readonly steps: number },
): Promise<HostCost> {
  const options = { device: 'cpu', threads } as const;
  const runtime = timedRuntime(nodeRuntime());
  let criticFeeds: TensorMap = {};
  let runs = 0;
  const training = await createTraining({
    spec,
    seed: 1,
    engine: ortEngine(runtime, options),
    source,
    steps: 1000,
    wrap: (loaded) => ({
      ...loaded,
      run(program, feeds) {
        runs += 1;
        if (program === 'criticStep') criticFeeds = feeds;
        return loaded.run(program, feeds);
      },
    }),
  });
  for (let i = 0; i < warmUpSteps; i++) await training.step();
  runtime.take();
  runs = 0;
  const session: number[] = [];
  const host: number[] = [];
  for (let i = 0; i < steps; i++) {
    const stop = startStopwatch();
    await training.step();
    const { cpu } = stop();
    session.push(runtime.take());
    host.push(cpu - session[i]);
  }
  await training.dispose();

  const idle = idleProgram(criticStep(createModel(spec), spec.training.batchSize));
  const inThread = await millisecondsPerRun(ortEngine(nodeRuntime(), options), idle, criticFeeds);
  const inWorker = await millisecondsPerRun(ortWorkerEngine(options), idle, criticFeeds);
  const programRuns = runs / steps;
  const [sessionMs, hostMs] = [median(session), median(host)];
  const messageMs = Math.max(0, inWorker - inThread) * programRuns;
  const share = (hostMs + messageMs) / (sessionMs + hostMs + messageMs);
  return { name: spec.name, programRuns, sessionMs, hostMs, messageMs, share };
}
