/**
 * Tells when a request is over: its answer was sent, or nobody is there to get it. Of several requests that a client
 * sends without waiting, Node tells a lost connection to the answer alone whose turn it is; this tells it to all.
 */
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** The end of a request, and who is to be told of it. */
interface End {
  told: boolean;
  readonly listeners: (() => void)[];
}

/** What is to be told, by connection: one listener for each, however many requests come over it. */
const byConnection = new WeakMap<Socket, Set<() => void>>();

function requestsOf(socket: Socket): Set<() => void> {
  const known = byConnection.get(socket);
  if (known) return known;
  const requests = new Set<() => void>();
  byConnection.set(socket, requests);
  socket.once('close', () => requests.forEach((tell) => tell()));
  return requests;
}

function watch({ raw, request }: FastifyReply): End {
  const end: End = { told: false, listeners: [] };
  // Each request of HTTP/2 has a stream of its own.
  const socket = request.raw.httpVersionMajor >= 2 ? undefined : request.raw.socket;
  const requests = socket && requestsOf(socket);
  const tell = (): void => {
    if (end.told) return;
    end.told = true;
    requests?.delete(tell);
    for (const listener of end.listeners) listener();
  };
  requests?.add(tell);
  raw.on('close', tell);
  if (socket?.closed) tell();
  return end;
}

/** Makes room for the end in every reply. */
export function watchEnds(app: FastifyInstance): void {
  app.decorateReply('end', undefined);
}

/** Calls `listener` once; at once if the request is over already. */
export function whenOver(reply: FastifyReply, listener: () => void): void {
  const end = (reply.end ??= watch(reply));
  if (end.told) listener();
  else end.listeners.push(listener);
}

declare module 'fastify' {
  interface FastifyReply {
    /** Undefined until somebody waits for it. */
    end: End | undefined;
  }
}
