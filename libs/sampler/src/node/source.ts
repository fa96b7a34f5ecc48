/** Where a model comes from in Node: a path, an address, a response, or bytes that are there already. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { formatValue, KantorError } from '@kantor/tensor';
import type { LoadOptions } from '../options.js';
import { readResponse } from '../response.js';

/** A path, an address (`https:`, `file:`, `data:`), a response of `fetch`, or the bytes of the file. */
export type Source = string | URL | Response | Uint8Array | ArrayBuffer;

type Reading = Pick<LoadOptions, 'onProgress' | 'signal'>;

async function readPath(path: string, { onProgress, signal }: Reading): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path, signal ? { signal } : {});
  } catch (cause) {
    signal?.throwIfAborted();
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new KantorError(
      'sampler/source',
      missing ? `There is no file ${path}.` : `The file ${path} cannot be read: ${(cause as Error).message}.`,
      { cause },
    );
  }
  onProgress?.({ stage: 'read', loaded: bytes.byteLength, total: bytes.byteLength });
  return bytes;
}

async function readAddress(address: string, reading: Reading): Promise<Uint8Array> {
  const { signal } = reading;
  let response: Response;
  try {
    response = await fetch(address, signal ? { signal } : {});
  } catch (cause) {
    signal?.throwIfAborted();
    const { message, cause: deeper } = cause as Error;
    const reason = deeper instanceof Error ? deeper.message : message;
    throw new KantorError('sampler/source', `${address} could not be fetched: ${reason}.`, { cause });
  }
  return readResponse(response, address, reading);
}

/** The bytes of a model, which nobody else can change. */
export async function readSource(source: Source, reading: Reading): Promise<Uint8Array> {
  reading.signal?.throwIfAborted();
  if (source instanceof Uint8Array) return new Uint8Array(source);
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0));
  if (source instanceof Response) return readResponse(source, source.url || 'The response', reading);
  if (typeof source !== 'string' && !(source instanceof URL)) {
    throw new KantorError(
      'sampler/source',
      `The model is ${formatValue(source)}; expected a path, an address, a Response, a Uint8Array or ArrayBuffer, or ` +
        '{ float32, float16 } of these.',
    );
  }
  const text = String(source);
  if (text.startsWith('file:')) return readPath(fileURLToPath(text), reading);
  return /^(?:https?|data|blob):/i.test(text) ? readAddress(text, reading) : readPath(text, reading);
}
