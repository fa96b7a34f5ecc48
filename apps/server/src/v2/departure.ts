/** A signal that takes a call back when its client goes away before the answer. */
import type { FastifyRequest } from 'fastify';
import { KantorError } from '@kantor/tensor';
import { fault } from '../faults.js';

/** Its reason is a fault, unless the application ended the request for a reason of its own. */
export function departureOf({ signal }: FastifyRequest): AbortSignal {
  const controller = new AbortController();
  const leave = (): void => {
    const reason: unknown = signal.reason;
    const ours = reason instanceof KantorError || (reason instanceof Error && 'statusCode' in reason);
    controller.abort(ours ? reason : fault('server/cancelled', 'The client closed its connection.'));
  };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  return controller.signal;
}
