/**
 * Every way in which the server refuses or fails a request: its code, its status over HTTP and gRPC, and its cure. The
 * one table behind answers, metrics and documentation.
 */
import { KantorError } from '@kantor/tensor';

/** Names of gRPC's status codes, which `@grpc/grpc-js` numbers. */
export type GrpcStatus =
  | 'CANCELLED'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'UNAUTHENTICATED';

export interface Fault {
  readonly status: number;
  readonly grpc: GrpcStatus;
  /** What the caller, or who runs the server, can do. */
  readonly cure: string;
}

export const faults = {
  'server/request': {
    status: 400,
    grpc: 'INVALID_ARGUMENT',
    cure: 'Send what the message asks for; /openapi.json describes every field.',
  },
  'server/json': {
    status: 400,
    grpc: 'INVALID_ARGUMENT',
    cure: 'Send JSON in UTF-8, without the keys `__proto__` and `constructor`.',
  },
  'server/tensor': {
    status: 400,
    grpc: 'INVALID_ARGUMENT',
    cure: "Send each input once, with the name, datatype and shape that the model's metadata give.",
  },
  'server/unauthorized': {
    status: 401,
    grpc: 'UNAUTHENTICATED',
    cure: 'Send `Authorization: Bearer TOKEN` with a token whose hash is in the configuration.',
  },
  'server/forbidden': {
    status: 403,
    grpc: 'PERMISSION_DENIED',
    cure: 'Start the server with what the message names, if callers may do this.',
  },
  'server/not-found': {
    status: 404,
    grpc: 'NOT_FOUND',
    cure: 'Ask /v2/repository/index or /v1/models which models, versions and routes there are.',
  },
  'server/method': { status: 405, grpc: 'UNIMPLEMENTED', cure: 'Use a method that `Allow` lists.' },
  'server/not-acceptable': {
    status: 406,
    grpc: 'INVALID_ARGUMENT',
    cure: 'Ask for a format that the message lists, by `Accept` or `format`.',
  },
  'server/request-timeout': {
    status: 408,
    grpc: 'DEADLINE_EXCEEDED',
    cure: 'Send the whole request within `requestTimeout`.',
  },
  'server/precondition': {
    status: 412,
    grpc: 'FAILED_PRECONDITION',
    cure: 'Send `If-Match` with the `ETag` that the message names, or without it.',
  },
  'server/too-large': {
    status: 413,
    grpc: 'RESOURCE_EXHAUSTED',
    cure: 'Send less at once, or raise `bodyLimit`, which counts the decoded size.',
  },
  'server/media-type': {
    status: 415,
    grpc: 'INVALID_ARGUMENT',
    cure: 'Send a content type and encoding that the message lists.',
  },
  'server/expectation': {
    status: 417,
    grpc: 'INVALID_ARGUMENT',
    cure: 'Send no header `Expect`, or `100-continue`.',
  },
  'server/rate-limit': {
    status: 429,
    grpc: 'RESOURCE_EXHAUSTED',
    cure: 'Wait for as long as `Retry-After` says, or have the limit of your token raised.',
  },
  'server/headers': {
    status: 431,
    grpc: 'RESOURCE_EXHAUSTED',
    cure: 'Send no more than 16 KiB of headers.',
  },
  'server/cancelled': {
    status: 499,
    grpc: 'CANCELLED',
    cure: 'The client went away. Nobody reads this answer; it is there to be counted.',
  },
  'server/internal': {
    status: 500,
    grpc: 'INTERNAL',
    cure: 'A fault of the server: its log has the details, under the request id of the answer.',
  },
  'server/not-finite': {
    status: 500,
    grpc: 'INTERNAL',
    cure: 'The model gives NaN or infinite numbers: ask for a binary format, which can hold them, or mend the model.',
  },
  'server/model-failed': {
    status: 500,
    grpc: 'INTERNAL',
    cure: 'The model failed while it ran: the message says how. Another input or another device may do.',
  },
  'server/not-enabled': {
    status: 501,
    grpc: 'UNIMPLEMENTED',
    cure: 'This part of the protocol is not offered; the message names what is.',
  },
  'server/not-ready': {
    status: 503,
    grpc: 'UNAVAILABLE',
    cure: 'The model is being loaded, or the server is stopping: try again after `Retry-After`, or another server.',
  },
  'server/queue-full': {
    status: 503,
    grpc: 'UNAVAILABLE',
    cure: 'Try again after `Retry-After`; add instances or servers, or raise `maxQueue` if memory allows.',
  },
  'server/worker-lost': {
    status: 503,
    grpc: 'UNAVAILABLE',
    cure: 'The process that ran the model died, twice with this request: try again; if it stays, see the log.',
  },
  'server/deadline': {
    status: 504,
    grpc: 'DEADLINE_EXCEEDED',
    cure: 'Allow more time, ask for less, or add instances.',
  },
} as const satisfies Readonly<Record<`server/${string}`, Fault>>;

export type FaultCode = keyof typeof faults;

/** An error that callers are told. Its message must not name paths of this machine. */
export function fault(code: FaultCode, message: string, cause?: unknown): KantorError {
  return new KantorError(code, message, cause === undefined ? undefined : { cause });
}
