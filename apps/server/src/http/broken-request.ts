/** Answers what is no request of HTTP, or never became a whole one, in the form that all errors have. */
import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { faults, type FaultCode } from '../faults.js';
import type { ErrorBody, OnFault } from './errors.js';

/** Node's errors by their codes: what each means, and what the client is told. */
const known: Readonly<Record<string, readonly [FaultCode, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['server/request-timeout', 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: ['server/headers', 'The headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['server/too-large', 'The extensions of the chunks are too large.'],
};

function answerOf(code: FaultCode, error: string): string {
  const { status } = faults[code];
  const body = JSON.stringify({ error, code, requestId: randomUUID() } satisfies ErrorBody);
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${headers.join('\r\n')}\r\n\r\n${body}`;
}

export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, onFault: OnFault): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [code, text] = known[error.code ?? ''] ?? ['server/request', 'This is no request of HTTP.'];
  onFault(code);
  // Within an answer that is on its way, another one would be taken for a part of it.
  const { _httpMessage: begun } = socket as { readonly _httpMessage?: ServerResponse | null };
  if (socket.writable && !begun?.headersSent) socket.write(answerOf(code, text));
  socket.destroy();
}
