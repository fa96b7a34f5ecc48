/**
 * Refuses requests whose headers break HTTP's own rules, in the form that all errors have: Node answers some of them with
 * an empty body, and others as if nothing were wrong.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fault } from '../faults.js';
import { quote } from '../v2/quote.js';

/** Bytes of all headers. Node holds HTTP/1.1 to it, if it is told; those of HTTP/2 are counted here. */
export const mostHeaders = 16_384;

type Raw = Pick<FastifyRequest['raw'], 'httpVersion' | 'httpVersionMajor' | 'rawHeaders' | 'headers'>;

/** Names and values stand in turn. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts;
}

function sizeOf(rawHeaders: readonly string[]): number {
  return rawHeaders.reduce((size, text) => size + text.length, 0);
}

/** RFC 9112, 3.2; RFC 9110, 10.1.1. */
function wrongIn({ httpVersion, httpVersionMajor, rawHeaders, headers }: Raw): Error | undefined {
  if (httpVersionMajor >= 2) {
    if (sizeOf(rawHeaders) > mostHeaders) return fault('server/headers', 'The headers are too large.');
  } else {
    const hosts = countHosts(rawHeaders);
    if (hosts > 1 || (hosts === 0 && httpVersion === '1.1'))
      return fault('server/request', `The request has ${hosts} headers Host; expected one.`);
  }
  const { expect } = headers;
  if (expect === undefined || /\b100-continue\b/i.test(expect)) return undefined;
  return fault(
    'server/expectation',
    `The header Expect is ${quote(expect)}; expected 100-continue, or none.`,
  );
}

export function requireWellFormed(app: FastifyInstance): void {
  const server = app.server as NodeJS.EventEmitter;
  // Without a listener, Node refuses what it does not expect by itself.
  server.on('checkExpectation', (...request: unknown[]) => server.emit('request', ...request));
  app.addHook('onRequest', ({ raw }, _reply, done) => done(wrongIn(raw)));
}
