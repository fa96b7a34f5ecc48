/** Connections on bare sockets to one server, each kept for one request after the other. */
import { connect, type Socket } from 'node:net';
import { answerReader } from './answer.js';

/** Sends on a connection that has no request under way. `since` is when the request counts from, and comes with its answer. */
export type Send = (request: string, since: number) => void;

export interface ConnectionEvents {
  /** There is a new connection, or the answer to the last request on it has been told of. */
  idle(send: Send): void;
  answered(status: number, since: number): void;
  /**
   * It never was there, or is no longer. `since` is of the request that was under way. Another one takes its place, unless
   * it ended because of an answer that could not be read.
   */
  lost(send: Send, since: number | undefined, unreadable: Error | undefined): void;
}

export interface Connections {
  /** Call once: closes all, without a further event. @throws Error if an answer could not be read. */
  close(): void;
}

/** As much as is read at once. */
const pieceBytes = 1 << 16;
/** Milliseconds until a lost connection is opened again. */
const pause = 10;

/** @param piece memory that other connections read into as well: what was read is looked at before anything else is. */
function openConnection(
  { hostname, port }: URL,
  piece: Buffer,
  { idle, answered, lost }: ConnectionEvents,
): Socket {
  const read = answerReader();
  let since: number | undefined;
  let unreadable: Error | undefined;
  const send: Send = (request, from) => {
    since = from;
    socket.write(request, 'latin1');
  };
  const take = (bytes: Buffer): void => {
    const status = read(bytes);
    if (status === undefined) return;
    if (since === undefined) throw new Error('An answer came that nobody had asked for.');
    answered(status, since);
    since = undefined;
    idle(send);
  };
  const callback = (size: number): boolean => {
    try {
      take(piece.subarray(0, size));
    } catch (error) {
      unreadable = error as Error;
      socket.destroy();
    }
    return true;
  };
  const onread = { buffer: piece, callback };
  const socket = connect({ host: hostname, port: Number(port), noDelay: true, onread });
  socket.once('connect', () => idle(send));
  socket.once('error', () => undefined); // 'close' follows
  socket.once('close', () => lost(send, since, unreadable));
  return socket;
}

export function openConnections(origin: URL, count: number, events: ConnectionEvents): Connections {
  const sockets = new Set<Socket>();
  const piece = Buffer.allocUnsafe(pieceBytes);
  let reason: Error | undefined;
  let closed = false;
  const open = (): void => {
    if (closed) return;
    const socket = openConnection(origin, piece, {
      ...events,
      lost(send, since, unreadable) {
        sockets.delete(socket);
        reason ??= unreadable;
        events.lost(send, since, unreadable);
        if (reason === undefined) setTimeout(open, pause);
      },
    });
    sockets.add(socket);
  };
  for (let i = 0; i < count; i++) open();
  return {
    close() {
      closed = true;
      for (const socket of sockets) socket.removeAllListeners('close').destroy();
      if (reason !== undefined) throw reason;
    },
  };
}
