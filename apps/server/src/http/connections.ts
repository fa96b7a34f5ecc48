/** Ends what connections are left when the server stops, so that no client who keeps one keeps the server too. */
import type { ServerHttp2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance } from 'fastify';

/** Milliseconds in which a session of HTTP/2 may take leave. */
const farewell = 500;

/** Of what is emitted, until it closes. */
function collect<T extends { once(event: 'close', listener: () => void): unknown }>(): {
  readonly all: ReadonlySet<T>;
  add(item: T): void;
} {
  const all = new Set<T>();
  return {
    all,
    add(item) {
      all.add(item);
      item.once('close', () => all.delete(item));
    },
  };
}

/** @returns ends all connections; for those who have been answered, or have waited long enough. */
export function watchConnections({ server }: FastifyInstance): () => void {
  // A server of HTTP/1.1 does it by itself; one that speaks HTTP/2 too knows neither its sessions nor its sockets.
  if ('closeAllConnections' in server) return () => server.closeAllConnections();
  const sessions = collect<ServerHttp2Session>();
  const sockets = collect<TLSSocket>();
  const emitter = server as NodeJS.EventEmitter;
  emitter.on('session', sessions.add);
  emitter.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol !== 'h2') sockets.add(socket);
  });
  return () => {
    for (const socket of sockets.all) socket.destroySoon();
    for (const session of sessions.all) {
      session.close();
      setTimeout(() => session.destroy(), farewell).unref();
    }
  };
}
