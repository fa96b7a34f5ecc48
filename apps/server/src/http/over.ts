/**
 * Tells when a request is over: its answer was sent, or nobody is there to get it. Of several requests that a client
 * sends without waiting, Node tells a lost connection to the answer alone whose turn it is; this tells it to all.
 */
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';

/** What is to be told, by connection: one listener for each, however many requests come over it. */
const byConnection = new WeakMap<Socket, Set<() => void>>();

function listenersOf(socket: Socket): Set<() => void> {
  const known = byConnection.get(socket);
  if (known) return known;
  const listeners = new Set<() => void>();
  byConnection.set(socket, listeners);
  socket.once('close', () => listeners.forEach((listener) => listener()));
  return listeners;
}

/** Calls `listener` once. */
export function whenOver({ raw, request }: FastifyReply, listener: () => void): void {
  if (request.raw.httpVersionMajor >= 2) return void raw.once('close', listener); // each has a stream of its own
  const { socket } = request.raw;
  const listeners = listenersOf(socket);
  const over = (): void => {
    if (listeners.delete(over)) listener();
  };
  listeners.add(over);
  raw.once('close', over);
  if (socket.closed) over();
}
