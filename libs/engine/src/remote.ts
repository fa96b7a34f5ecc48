/** Runs a `Loaded` on the other side of a message port, so that a blocking runtime leaves this thread free. */
import { KantorError, type ErrorCode, type TensorMap } from '@kantor/tensor';
import { copyTensor } from './copy.js';
import type { Loaded } from './engine.js';
import { disposedError } from './serial.js';

/** What a worker and its owner have in common in Node and in browsers. */
export interface MessageLink {
  send(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

type Method = 'run' | 'read' | 'write' | 'dispose';
interface Request {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}
type Reply = { readonly id: number } & (
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }
);

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

/** Answers the requests that come over `link` with `loaded`. */
export function serveLoaded(link: MessageLink, loaded: Loaded): void {
  const answer = async ({ id, method, args }: Request): Promise<void> => {
    try {
      const value = await (loaded[method] as (...args: readonly unknown[]) => Promise<unknown>)(...args);
      link.send({ id, ok: true, value } satisfies Reply, buffersOf(value));
    } catch (error) {
      link.send({ id, ...encodeError(error) } satisfies Reply, []);
    }
  };
  link.onMessage((message) => void answer(message as Request));
}

/** An error as plain data: class and code do not survive the way between threads by themselves. */
export function encodeError(error: unknown): { ok: false; code: ErrorCode; message: string } {
  const known = error instanceof KantorError;
  return {
    ok: false,
    code: known ? error.code : 'engine/worker',
    message: error instanceof Error ? error.message : String(error),
  };
}

export interface Remote {
  readonly loaded: Loaded;
  /** Fails all calls in flight and all later ones: the other side is gone. */
  fail(error: Error): void;
}

/** Sends requests and settles each when its reply comes, or when the other side is gone. */
function createCalls(link: MessageLink) {
  const pending = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let nextId = 0;
  let failure: Error | undefined;
  link.onMessage((message) => {
    const reply = message as Reply;
    const call = pending.get(reply.id);
    pending.delete(reply.id);
    if (reply.ok) call?.resolve(reply.value as never);
    else call?.reject(new KantorError(reply.code, reply.message));
  });
  return {
    failure: () => failure,
    fail(error: Error): void {
      failure ??= error;
      for (const { reject } of pending.values()) reject(failure);
      pending.clear();
    },
    call<T>(method: Method, args: readonly unknown[], transfer: readonly ArrayBuffer[] = []): Promise<T> {
      return new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        const id = nextId++;
        link.send({ id, method, args } satisfies Request, transfer);
        pending.set(id, { resolve, reject });
      });
    },
  };
}

/**
 * A `Loaded` whose work is done by {@link serveLoaded} at the other end of `link`, in the order of the calls. `close`
 * ends the other side.
 */
export function connectLoaded(link: MessageLink, close: () => Promise<void>): Remote {
  const { call, fail, failure } = createCalls(link);
  let ending: Promise<void> | undefined;
  const ask = <T>(...request: Parameters<typeof call>): Promise<T> =>
    ending ? Promise.reject(disposedError()) : call(...request);
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
