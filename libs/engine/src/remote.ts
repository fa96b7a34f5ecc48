/** Runs a `Loaded` on the other side of a message port, so that a blocking runtime leaves this thread free. */
import { KantorError, type ErrorCode, type TensorMap } from '@kantor/tensor';
import type { Loaded } from './engine.js';
import { createSerial } from './serial.js';

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

/** A `Loaded` whose work is done by {@link serveLoaded} at the other end of `link`. `close` ends the other side. */
export function connectLoaded(link: MessageLink, close: () => Promise<void>): Remote {
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
  const call = <T>(method: Method, ...args: readonly unknown[]): Promise<T> =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      const id = nextId++;
      pending.set(id, { resolve, reject });
      link.send({ id, method, args } satisfies Request, []);
    });
  const serial = createSerial();
  return {
    loaded: {
      run: (program, feeds) => serial(() => call('run', program, feeds)),
      read: (names) => serial(() => call('read', names)),
      write: (state) => serial(() => call('write', state)),
      dispose: () =>
        serial(async () => {
          await call('dispose');
          await close();
        }),
    },
    fail(error) {
      failure = error;
      for (const { reject } of pending.values()) reject(error);
      pending.clear();
    },
  };
}
