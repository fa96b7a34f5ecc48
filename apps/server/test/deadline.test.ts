/** Calls that end when their time is over or their caller is gone, and signals that are used again. */
import { describe, expect, it } from 'vitest';
import { giveBack, takeController } from '../src/models/controllers.js';
import { withDeadline } from '../src/models/deadline.js';

/** Work that ends only by its signal. */
const forever = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );

const aborted = (): Promise<boolean> =>
  withDeadline(60_000, undefined, (signal) => Promise.resolve(signal.aborted));

describe('a call', () => {
  it('ends when its time is over, and the next one has all of its own', async () => {
    await expect(withDeadline(1, undefined, forever)).rejects.toMatchObject({ code: 'server/deadline' });
    expect(await aborted()).toBe(false);
  });

  it('ends when its caller goes, for the reason that the caller has, and the next one goes on', async () => {
    const caller = new AbortController();
    const call = withDeadline(60_000, caller.signal, forever);
    caller.abort(new Error('gone'));
    await expect(call).rejects.toThrow('gone');
    expect(await aborted()).toBe(false);
  });

  it('has a signal that no other has meanwhile', async () => {
    const callers = [new AbortController(), new AbortController()];
    const calls = callers.map(({ signal }) => withDeadline(60_000, signal, forever));
    callers[1].abort(new Error('second'));
    await expect(calls[1]).rejects.toThrow('second');
    callers[0].abort(new Error('first'));
    await expect(calls[0]).rejects.toThrow('first');
  });

  it('of which nothing is left is not ended by the time of a later one', async () => {
    const caller = new AbortController();
    await withDeadline(60_000, caller.signal, () => Promise.resolve());
    const later = withDeadline(60_000, undefined, (signal) => {
      caller.abort(new Error('of the first'));
      return Promise.resolve(signal.aborted);
    });
    expect(await later).toBe(false);
  });
});

describe('a controller that is given back', () => {
  it('is taken again', () => {
    const controller = takeController();
    giveBack(controller);
    expect(takeController()).toBe(controller);
  });

  it('is not, once it was aborted', () => {
    const controller = takeController();
    controller.abort();
    giveBack(controller);
    expect(takeController().signal.aborted).toBe(false);
  });
});
