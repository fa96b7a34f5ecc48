/** Errors as gRPC tells them: a status, the message, and the stable code in the trailers. */
import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import { faultOf } from '../fault-of.js';
import { faults } from '../faults.js';

/** The trailer with the code, `server/tensor`. */
export const codeTrailer = 'kantor-code';

/** Trailers are headers, whose size clients limit; gRPC percent-encodes what is not ASCII. */
const longest = 1000;

/** Halves of surrogate pairs, which cannot be encoded, become U+FFFD. */
function asHeader(text: string): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return Buffer.from(short).toString();
}

/** The message of an error with its code, for clients that show nothing else. */
export function textOf(error: unknown): string {
  const { code, message } = faultOf(error);
  return asHeader(`${message} (${code})`);
}

export function statusOf(error: unknown): StatusObject {
  const { code } = faultOf(error);
  const metadata = new Metadata();
  metadata.set(codeTrailer, code);
  return { code: status[faults[code].grpc], details: textOf(error), metadata };
}
