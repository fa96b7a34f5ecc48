/** A signal that takes a call back when its client goes away before the answer, or its time is over. */
import type { FastifyReply } from 'fastify';
import { fault } from '../faults.js';
import { giveBack, takeController } from '../models/controllers.js';
import { tooLate } from '../models/deadline.js';
import { whenOver } from './over.js';

/**
 * Not Fastify's `request.signal`: that one goes by the request's stream, which closes as soon as a body has been read.
 * @param timeout milliseconds after which it is aborted with `server/deadline` too; never if left out.
 * @returns good until the request is over.
 */
export function departureOf(reply: FastifyReply, timeout?: number): AbortSignal {
  const controller = takeController();
  const timer =
    timeout === undefined ? undefined : setTimeout(() => controller.abort(tooLate(timeout)), timeout);
  whenOver(reply, () => {
    clearTimeout(timer);
    if (reply.raw.writableFinished) giveBack(controller);
    else controller.abort(fault('server/cancelled', 'The client closed its connection.'));
  });
  return controller.signal;
}
