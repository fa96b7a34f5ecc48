/** A worker that is started ahead goes to the first who asks, and to nobody if it was lost or given up. */
import { expect, it, vi } from 'vitest';
import { startAhead } from '../src/web/start-ahead.js';
import type { StartWorker, WorkerHandle } from '../src/worker-handle.js';

function fakeWorkers() {
  const started: { handle: WorkerHandle; lose: (reason: Error) => void }[] = [];
  const start: StartWorker = (onGone) => {
    const link = { send: () => undefined, onMessage: () => undefined };
    const handle = { link, pid: undefined, hold: () => undefined, terminate: vi.fn(() => Promise.resolve()) };
    started.push({ handle, lose: onGone });
    return handle;
  };
  return { started, start };
}

it('goes to the first who asks, who is told of its end; the second gets another', () => {
  const { started, start } = fakeWorkers();
  const ahead = startAhead(start);
  expect(started).toHaveLength(1);
  const onGone = vi.fn();
  expect(ahead.start(onGone)).toBe(started[0].handle);
  started[0].lose(new Error('gone'));
  expect(onGone).toHaveBeenCalledWith(new Error('gone'));
  expect(ahead.start(() => undefined)).toBe(started[1].handle);
});

it('that was lost before anybody asked is replaced', () => {
  const { started, start } = fakeWorkers();
  const ahead = startAhead(start);
  started[0].lose(new Error('gone'));
  expect(ahead.start(() => undefined)).toBe(started[1].handle);
});

it('ends when it is given up, and not once it was handed over', () => {
  const [given, handed] = [fakeWorkers(), fakeWorkers()];
  startAhead(given.start).giveUp();
  expect(given.started[0].handle.terminate).toHaveBeenCalledOnce();
  const ahead = startAhead(handed.start);
  ahead.start(() => undefined);
  ahead.giveUp();
  expect(handed.started[0].handle.terminate).not.toHaveBeenCalled();
});
