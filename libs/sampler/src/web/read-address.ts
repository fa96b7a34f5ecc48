/**
 * A model from an address: from the browser's cache where the server says that it has not changed, or does not answer,
 * and else from the server.
 */
import { KantorError } from '@kantor/tensor';
import { readResponse } from '../response.js';
import { findBytes, findKnown, keep, versionOf } from './model-cache.js';
import type { Reading } from './source.js';

export interface AddressOptions extends Reading {
  readonly hash?: string;
  readonly cache?: boolean;
}

async function ask(address: URL, { signal }: Reading): Promise<Response> {
  try {
    // The browser asks the server whether what it has is still the newest: an old file would give other images.
    return await fetch(address, { cache: 'no-cache', ...(signal ? { signal } : {}) });
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = (cause as Error).message.replace(/\.$/, '');
    throw new KantorError(
      'sampler/source',
      `${address.href} could not be fetched: ${reason}. The network may be down, the address wrong, or the server of ` +
        'another origin sends no Access-Control-Allow-Origin.',
      { cause },
    );
  }
}

/** @throws KantorError `sampler/source`, or the signal's reason. */
export async function readAddress(address: URL, options: AddressOptions): Promise<Uint8Array> {
  const { cache = true, hash, onProgress, signal } = options;
  const keeps = cache && /^https?:$/.test(address.protocol);
  const known = keeps ? await findKnown(address) : undefined;
  const kept = async (wanted: string | undefined): Promise<Uint8Array | undefined> => {
    const bytes = keeps && wanted !== undefined ? await findBytes(wanted) : undefined;
    signal?.throwIfAborted();
    if (bytes) onProgress?.({ stage: 'read', loaded: bytes.byteLength, total: bytes.byteLength });
    return bytes;
  };
  const pinned = await kept(hash?.toLowerCase());
  if (pinned) return pinned;
  let response: Response;
  try {
    response = await ask(address, options);
  } catch (error) {
    signal?.throwIfAborted();
    const bytes = await kept(known?.hash);
    if (bytes) return bytes;
    throw error;
  }
  const version = versionOf(response);
  const unchanged = response.ok && version !== undefined && version === known?.version;
  // A server in trouble says nothing of the file; one that has none says that it is gone.
  if (unchanged || response.status >= 500) {
    const bytes = await kept(known?.hash);
    if (bytes) {
      await response.body?.cancel();
      return bytes;
    }
  }
  const bytes = await readResponse(response, address.href, options);
  if (keeps) void keep(address, bytes, version);
  return bytes;
}
