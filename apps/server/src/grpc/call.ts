/** How a call came in and went: its token, how long its client waits, whether it is still there, and its answer. */
import type { Metadata, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { faultOf } from '../fault-of.js';
import { fault, type FaultCode } from '../faults.js';
import { statusOf } from './status.js';
import { endCallSpan, startCallSpan } from './trace.js';

/** A call that ended, for metrics and logs. */
export interface EndedCall {
  /** `ModelInfer` */
  readonly method: string;
  readonly code: 'OK' | FaultCode;
  /** What was thrown; the client was told no more of it than its code if it was no fault. */
  readonly error: unknown;
  readonly milliseconds: number;
}

/** What every call is checked against, and who is told of its end. */
export interface Gate {
  /** Throws what the caller is answered with. The token is undefined if there is none; the address has no port. */
  readonly authorize?: ((token: string | undefined, address: string) => void) | undefined;
  readonly onCall?: ((call: EndedCall) => void) | undefined;
}

/** What orchestrators ask without a token. */
const open: readonly string[] = ['ServerLive', 'ServerReady'];

/** What unary and streaming calls have in common. */
export interface Caller {
  readonly metadata: Metadata;
  readonly cancelled: boolean;
  on(event: 'cancelled', listener: () => void): unknown;
  off(event: 'cancelled', listener: () => void): unknown;
  getDeadline(): Date | number;
  /** Such as `127.0.0.1:40000`. */
  getPeer(): string;
}

function bearerToken(metadata: Metadata): string | undefined {
  const [value] = metadata.get('authorization');
  return typeof value === 'string' ? /^Bearer +(\S+)$/i.exec(value)?.[1] : undefined;
}

export function admit({ authorize }: Gate, caller: Caller, method: string): void {
  if (open.includes(method)) return;
  authorize?.(bearerToken(caller.metadata), caller.getPeer().replace(/^\[|\]?:\d+$/g, ''));
}

/** Milliseconds until the client gives up; undefined if it never does. */
export function timeLeft(caller: Caller): number | undefined {
  const deadline = Number(caller.getDeadline());
  return Number.isFinite(deadline) ? Math.max(deadline - Date.now(), 0) : undefined;
}

/** Milliseconds: a client's time began when it sent the call, ours when it came, so its end is told us a little early. */
const early = 50;

/**
 * Runs `work` with a signal that is aborted once the client cancels, loses its connection, or has waited until its
 * deadline; not after `work` is done, although gRPC's library calls every call that has ended cancelled.
 */
export async function whileWaited<T>(caller: Caller, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const leave = (): void => {
    const late = (timeLeft(caller) ?? Infinity) <= early;
    controller.abort(
      late
        ? fault('server/deadline', "The call's deadline has passed.")
        : fault('server/cancelled', 'The client took its call back.'),
    );
  };
  if (caller.cancelled) leave();
  caller.on('cancelled', leave);
  try {
    return await work(controller.signal);
  } finally {
    caller.off('cancelled', leave);
  }
}

/** Runs `work`, and tells of its end whether it went well or not. @throws what `work` throws */
export async function watched<T>(
  gate: Gate,
  caller: Caller,
  method: string,
  work: () => T | Promise<T>,
): Promise<T> {
  const start = performance.now();
  startCallSpan(caller, method, caller.metadata);
  const end = (code: EndedCall['code'], error?: unknown): void => {
    endCallSpan(caller, code);
    gate.onCall?.({ method, code, error, milliseconds: performance.now() - start });
  };
  try {
    const result = await work();
    end('OK');
    return result;
  } catch (error) {
    end(faultOf(error).code, error);
    throw error;
  }
}

type Unary<Request, Response> = (
  call: ServerUnaryCall<Request, Response>,
  answer: sendUnaryData<Response>,
) => void;

/** A handler that is admitted, watched, and answers what `work` gives or throws. */
export function unary<Request, Response>(
  gate: Gate,
  method: string,
  work: (request: Request, caller: Caller) => Response | Promise<Response>,
): Unary<Request, Response> {
  return (call, answer) => {
    const run = async (): Promise<Response> => {
      admit(gate, call, method);
      return work(call.request, call);
    };
    void watched(gate, call, method, run).then(
      (response) => answer(null, response),
      (error: unknown) => answer(statusOf(error)),
    );
  };
}
