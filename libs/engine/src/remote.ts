/** Runs a `Loaded` on the other side of a message port, so that a blocking runtime leaves this thread free. */
import {
  answerCalls,
  connectCalls,
  encodeError as encode,
  type EncodedError,
  type MessageLink,
} from '@kantor/runtime';
import type { TensorMap } from '@kantor/tensor';
import { copyTensor } from './copy.js';
import type { Loaded } from './engine.js';
import { disposedError } from './serial.js';

/** Buffers of tensors that were made for one message, which therefore may move instead of being copied. */
function buffersOf(tensors: unknown): ArrayBuffer[] {
  if (typeof tensors !== 'object' || tensors === null) return [];
  const buffers = Object.values(tensors as TensorMap).map(({ data }) => data.buffer as ArrayBuffer);
  return [...new Set(buffers)];
}

/** Copies for one message: a caller's array stays its own, and a view would take its whole buffer along. */
function copies(tensors: TensorMap): TensorMap {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, copyTensor(tensor)]));
}

const unknownCode = 'engine/worker';

/** Answers the requests that come over `link` with `loaded`. */
export function serveLoaded(link: MessageLink, { run, read, write, dispose }: Loaded): void {
  answerCalls(link, { methods: { run, read, write, dispose }, buffersOf, unknownCode });
}

/** An error as plain data, for the way between threads. */
export function encodeError(error: unknown): EncodedError {
  return encode(error, unknownCode);
}

export interface Remote {
  readonly loaded: Loaded;
  /** Fails all calls in flight and all later ones: the other side is gone. */
  fail(error: Error): void;
}

/**
 * A `Loaded` whose work is done by {@link serveLoaded} at the other end of `link`, in the order of the calls. `close`
 * ends the other side.
 */
export function connectLoaded(link: MessageLink, close: () => Promise<void>): Remote {
  const { call, fail, failure } = connectCalls(link);
  let ending: Promise<void> | undefined;
  const ask = <T>(
    ...request: [method: keyof Loaded, args: unknown[], transfer?: ArrayBuffer[]]
  ): Promise<T> => (ending ? Promise.reject(disposedError()) : call(...request));
  const end = async (): Promise<void> => {
    try {
      await call('dispose', []);
    } catch (error) {
      if (error !== failure()) throw error; // a side that is gone holds nothing any more
    } finally {
      await close();
    }
  };
  return {
    loaded: {
      run: async (program, feeds) => {
        const sent = copies(feeds);
        return ask<TensorMap>('run', [program, sent], buffersOf(sent));
      },
      read: (names) => ask('read', [names]),
      write: async (state) => {
        const sent = copies(state);
        return ask<void>('write', [sent], buffersOf(sent));
      },
      dispose: () => (ending ??= end()),
    },
    fail,
  };
}
