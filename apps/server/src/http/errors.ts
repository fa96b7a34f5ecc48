/** Answers every error in one form: a text, a stable code and the request's id; nothing of this machine. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultOf } from '../fault-of.js';
import { fault, faults, type FaultCode } from '../faults.js';
import { wrongMediaType } from './media-type.js';

/** Fastify's own errors by their codes. */
const byFastify: Readonly<Record<string, FaultCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'server/too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'server/media-type',
  FST_ERR_CTP_EMPTY_TYPE: 'server/media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'server/request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'server/json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'server/json',
  FST_ERR_BAD_URL: 'server/request',
  FST_ERR_ASYNC_CONSTRAINT: 'server/request',
  FST_ERR_MAX_PARAM_LENGTH: 'server/not-found',
  FST_ERR_NOT_FOUND: 'server/not-found',
};

/** What Fastify's statuses mean where it has no code for them. */
const byStatus: Readonly<Record<number, FaultCode>> = {
  400: 'server/request',
  404: 'server/not-found',
  408: 'server/request-timeout',
  413: 'server/too-large',
  415: 'server/media-type',
  429: 'server/rate-limit',
};

/** Seconds after which those who were refused for load may come again. */
const retryAfter: Readonly<Partial<Record<FaultCode, number>>> = {
  'server/queue-full': 1,
  'server/not-ready': 2,
  'server/worker-lost': 1,
};

/** What is the server's own doing. The rest comes of callers, of load, or of the end of the server: that is counted. */
function isOwn(code: FaultCode): boolean {
  return faults[code].status === 500 || code === 'server/worker-lost';
}

type AnyError = Error & Partial<Pick<FastifyError, 'code' | 'statusCode'>>;

function toFault(error: AnyError, request: FastifyRequest): ReturnType<typeof faultOf> {
  const code = byFastify[error.code ?? ''] ?? byStatus[error.statusCode ?? 0];
  if (code === 'server/media-type') return faultOf(wrongMediaType(request, error));
  return faultOf(code === undefined ? error : fault(code, error.message, error));
}

export interface ErrorBody {
  /** For people; the name is that of the Open Inference Protocol. */
  readonly error: string;
  /** For programs: docs/server.md lists them. */
  readonly code: FaultCode;
  readonly requestId: string;
}

/** Counts faults by their code. */
export type OnFault = (code: FaultCode) => void;

export function sendFault(
  error: AnyError,
  request: FastifyRequest,
  reply: FastifyReply,
  onFault: OnFault,
): void {
  const { code, message } = toFault(error, request);
  const { status } = faults[code];
  onFault(code);
  if (isOwn(code)) request.log.error({ err: error, code }, message);
  else request.log.debug({ code }, message);
  const seconds = retryAfter[code];
  if (seconds !== undefined) void reply.header('Retry-After', seconds);
  // Connections of HTTP/2 are shared: there is no such header.
  if (request.raw.httpVersionMajor >= 2) reply.removeHeader('Connection');
  const body: ErrorBody = { error: message, code, requestId: request.id };
  // A format that was on its way is not what this answer is in.
  for (const name of ['Content-Length', 'ETag', 'Content-Location', 'Server-Timing'])
    reply.removeHeader(name);
  void reply
    .code(status)
    .header('Cache-Control', 'no-store')
    .type('application/json')
    .send(JSON.stringify(body));
}

/** What a path answers to other methods than the one that came. */
function methodsOf(app: FastifyInstance, url: string): readonly string[] {
  const path = url.split('?')[0];
  return ['GET', 'HEAD', 'POST'].filter((method) => app.findRoute({ method: method, url: path }) !== null);
}

export function answerErrors(app: FastifyInstance, onFault: OnFault): void {
  app.setErrorHandler((error: AnyError, request, reply) => sendFault(error, request, reply, onFault));
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOf(app, request.url).filter((method) => method !== request.method);
    if (methods.length === 0) {
      const unknown = fault(
        'server/not-found',
        'There is nothing at this address; /docs lists what there is.',
      );
      return sendFault(unknown, request, reply, onFault);
    }
    void reply.header('Allow', methods.join(', '));
    const wrong = fault(
      'server/method',
      `This address answers ${methods.join(', ')}; the request was ${request.method}.`,
    );
    return sendFault(wrong, request, reply, onFault);
  });
}
