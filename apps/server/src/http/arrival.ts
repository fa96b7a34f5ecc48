/** Cuts off requests of HTTP/2 that do not arrive in time. Those of HTTP/1 Node cuts off by itself. */
import { constants, type ServerHttp2Stream } from 'node:http2';
import type { FastifyInstance } from 'fastify';

/** @param most milliseconds. */
export function limitArrival(app: FastifyInstance, most: number): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    const { stream } = raw as { readonly stream?: ServerHttp2Stream };
    if (stream && !stream.endAfterHeaders) {
      const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), most);
      const arrived = (): void => clearTimeout(timer);
      raw.once('end', arrived).once('close', arrived);
    }
    done();
  });
}
