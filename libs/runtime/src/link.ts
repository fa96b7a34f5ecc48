/** Requests and replies between a thread and the worker that runs a model for it; what is asked, others decide. */
import { KantorError, type ErrorCode } from '@kantor/tensor';

/** What a worker and its owner have in common in Node and in browsers. */
export interface MessageLink {
  send(message: unknown, transfer: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}
/** An error as plain data: class and code do not survive the way between threads by themselves. */
export interface EncodedError {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
}
type Reply = { readonly id: number } & ({ readonly ok: true; readonly value: unknown } | EncodedError);

/** @param unknownCode the code of an error that is no KantorError. */
export function encodeError(error: unknown, unknownCode: ErrorCode): EncodedError {
  return {
    ok: false,
    code: error instanceof KantorError ? error.code : unknownCode,
    message: error instanceof Error ? error.message : String(error),
  };
}

export interface Answers {
  readonly methods: Readonly<Record<string, (...args: readonly never[]) => unknown>>;
  /** Buffers of a result that were made for it alone, and may therefore move instead of being copied. */
  buffersOf(value: unknown): readonly ArrayBuffer[];
  /** The code of errors that are no KantorError. */
  readonly unknownCode: ErrorCode;
}

/** Answers the requests that come over `link`, each as soon as its method is done. */
export function answerCalls(link: MessageLink, { methods, buffersOf, unknownCode }: Answers): void {
  const answer = async ({ id, method, args }: Request): Promise<void> => {
    try {
      const value = await methods[method](...(args as never[]));
      link.send({ id, ok: true, value } satisfies Reply, buffersOf(value));
    } catch (error) {
      link.send({ id, ...encodeError(error, unknownCode) } satisfies Reply, []);
    }
  };
  link.onMessage((message) => void answer(message as Request));
}

export interface Calls {
  /** Resolves with the result of the method at the other end, or rejects with its KantorError. */
  call<T>(method: string, args: readonly unknown[], transfer?: readonly ArrayBuffer[]): Promise<T>;
  /** Fails all calls in flight and all later ones: the other side is gone. */
  fail(error: Error): void;
  /** What `fail` was told first. */
  failure(): Error | undefined;
}

/** Sends requests to {@link answerCalls} and settles each when its reply comes, or when the other side is gone. */
export function connectCalls(link: MessageLink): Calls {
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
    fail(error) {
      failure ??= error;
      for (const { reject } of pending.values()) reject(failure);
      pending.clear();
    },
    call(method, args, transfer = []) {
      return new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        const id = nextId++;
        link.send({ id, method, args } satisfies Request, transfer);
        pending.set(id, { resolve, reject });
      });
    },
  };
}
