/** Where a model comes from in a page: an address, a response, a file that was chosen, or bytes that are there already. */
import { formatValue, KantorError } from '@kantor/tensor';
import type { LoadOptions } from '../options.js';
import { readResponse } from '../response.js';

/** An address, also relative to the page; a response of `fetch`; a `File` or `Blob`; or the bytes of the file. */
export type Source = string | URL | Response | Blob | Uint8Array | ArrayBuffer;

export type Reading = Pick<LoadOptions, 'onProgress' | 'signal'>;

/** Relative addresses begin at the page, and in a worker at its script. */
export function addressOf(source: string | URL): URL {
  return new URL(source, globalThis.document?.baseURI ?? location.href);
}

async function readBlob(blob: Blob, { onProgress, signal }: Reading): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    const name = 'name' in blob ? ` ${String(blob.name)}` : '';
    throw new KantorError(
      'sampler/source',
      `The file${name} cannot be read: ${(cause as Error).message} Choose it again.`,
      { cause },
    );
  }
  signal?.throwIfAborted();
  onProgress?.({ stage: 'read', loaded: bytes.byteLength, total: bytes.byteLength });
  return bytes;
}

/** The bytes of a model that is no address, which nobody else can change. */
export async function readGiven(
  source: Exclude<Source, string | URL>,
  reading: Reading,
): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return new Uint8Array(source);
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0));
  if (source instanceof Response) return readResponse(source, source.url || 'The response', reading);
  if (source instanceof Blob) return readBlob(source, reading);
  throw new KantorError(
    'sampler/source',
    `The model is ${formatValue(source)}; expected an address, a Response, a File or Blob, a Uint8Array or ArrayBuffer, or ` +
      '{ float32, float16 } of these.',
  );
}
