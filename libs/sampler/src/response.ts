/** A model that comes over the network: its bytes as they come, counted, and refused if they are not all of it. */
import { KantorError } from '@kantor/tensor';
import { onAbort } from './on-abort.js';
import type { LoadOptions } from './options.js';

/** Bytes of a model that fit into one array everywhere. */
const mostBytes = 2 ** 31 - 1;

function refuse(what: string, cause?: unknown): KantorError {
  return new KantorError('sampler/source', what, cause === undefined ? undefined : { cause });
}

/** What the server says the length is; it says nothing of the file if it compresses on the way. */
function lengthOf({ headers }: Response): number | undefined {
  const length = Number(headers.get('content-length') ?? Number.NaN);
  return headers.has('content-encoding') || !Number.isSafeInteger(length) ? undefined : length;
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/**
 * @param from the address, for errors.
 * @throws KantorError `sampler/source` if the server answers with an error, breaks off, or sends too much; the signal's
 *   reason if it is aborted.
 */
export async function readResponse(
  response: Response,
  from: string,
  { onProgress, signal }: Pick<LoadOptions, 'onProgress' | 'signal'>,
): Promise<Uint8Array> {
  if (!response.ok) {
    await response.body?.cancel();
    throw refuse(
      `${from} was answered with ${response.status} ${response.statusText}`.trim() +
        '; is the address right?',
    );
  }
  const total = lengthOf(response);
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  onProgress?.({ stage: 'read', loaded, total });
  try {
    for await (const chunk of bodyOf(response, signal)) {
      chunks.push(chunk);
      loaded += chunk.byteLength;
      if (loaded > mostBytes)
        throw refuse(`${from} sends more than ${mostBytes} bytes, more than a model may have.`);
      onProgress?.({ stage: 'read', loaded, total });
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof KantorError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refuse(`${from} broke off after ${loaded} bytes: ${reason}. Try again.`, cause);
  }
  if (total !== undefined && loaded !== total) {
    throw refuse(`${from} broke off after ${loaded} of ${total} bytes. Try again.`);
  }
  return join(chunks, loaded);
}

/** The body's chunks; not all browsers' streams can be iterated themselves. */
async function* bodyOf(response: Response, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const stop = onAbort(signal, () => void reader.cancel(signal?.reason).catch(() => undefined));
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    stop();
    await reader.cancel().catch(() => undefined);
  }
}
