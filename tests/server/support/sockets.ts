/** Bare connections, for clients that keep to no protocol. */
import { connect, type Socket } from 'node:net';

export interface Wire {
  readonly socket: Socket;
  /** All that has come so far. */
  received(): string;
  /** All that came until the other side ended or cut the connection. */
  readonly closed: Promise<string>;
}

export function openWire(port: number): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const chunks: Buffer[] = [];
  const received = (): string => Buffer.concat(chunks).toString();
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    const end = (): void => {
      socket.destroy();
      resolve(received());
    };
    socket.on('end', end);
    socket.on('close', end);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => resolve({ socket, received, closed }));
  });
}

/** Writes, and waits until the text is on its way. */
export function write({ socket }: Wire, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => socket.write(data, () => resolve()));
}
