/** Lets the server stop without losing what it has accepted: new work is refused, work in hand is finished. */
import type { FastifyInstance } from 'fastify';
import { fault } from '../faults.js';
import { whenOver } from './over.js';

export interface Drain {
  /** Whether new work is taken. */
  accepting(): boolean;
  /** Refuses new work from now on. Settles when nothing is in hand, or after the grace period. */
  begin(gracePeriod: number): Promise<void>;
}

const watching = /^\/(?:v2\/health\/|metrics$)/;

/** Whether it is asked by those who watch the server, who should see how it ends. */
export function watches(url: string): boolean {
  return watching.test(url);
}

export function createDrain(app: FastifyInstance): Drain {
  let accepting = true;
  let inHand = 0;
  let idle: (() => void) | undefined;
  const leave = (): void => {
    inHand--;
    if (inHand === 0) idle?.();
  };
  app.addHook('onRequest', (request, reply, done) => {
    if (watches(request.url)) return done();
    if (!accepting) {
      void reply.header('Connection', 'close');
      return done(fault('server/not-ready', 'The server is stopping; ask another one.'));
    }
    inHand++;
    whenOver(reply, leave);
    done();
  });
  return {
    accepting: () => accepting,
    begin(gracePeriod) {
      accepting = false;
      if (inHand === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, gracePeriod);
        idle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}
