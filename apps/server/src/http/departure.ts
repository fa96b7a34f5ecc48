/** A signal that takes a call back when its client goes away before the answer. */
import type { FastifyReply } from 'fastify';
import { fault } from '../faults.js';

/**
 * Not Fastify's `request.signal`: that one goes by the request's stream, which closes as soon as a body has been read.
 */
export function departureOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished)
      controller.abort(fault('server/cancelled', 'The client closed its connection.'));
  });
  return controller.signal;
}
