/** Bytes of a request as JSON, and refusal of what is none. */
import { isUtf8 } from 'node:buffer';
import { fault } from '../faults.js';
import { requireShallow } from './json-depth.js';

/** @throws KantorError `server/json` if the bytes are no JSON in UTF-8, or nested too deep. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw fault('server/json', 'The request has no JSON: its body is empty.');
  if (!isUtf8(bytes)) throw fault('server/json', 'The JSON is not valid UTF-8.');
  requireShallow(bytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fault('server/json', `The request is not valid JSON: ${reason}`, cause);
  }
}
