/** The connections that are open, so that the last of them can be cut: Node offers that for HTTP/1 alone. */
import type { Server, Socket } from 'node:net';

/** @returns cuts all connections. */
export function trackConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return () => open.forEach((socket) => socket.destroy());
}
