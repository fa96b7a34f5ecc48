/**
 * Models that the browser keeps (Cache API): their bytes by hash, and by address which hash was there last. It is a help
 * and no more: where the browser refuses, because of its quota or a private window, nothing is kept and nothing fails.
 */
import { sha256 } from './sha256.js';

const cacheName = 'kantor-models-1';

/** What an address had when it was asked last. */
export interface Known {
  readonly hash: string;
  /** What the server calls this version of the file; undefined if it calls it nothing. */
  readonly version: string | undefined;
}

/** Requests that are never sent: the Cache API wants addresses as keys. */
const keyOf = (kind: 'sha256' | 'address', name: string): string =>
  `${location.origin}/.kantor/${kind}/${encodeURIComponent(name)}`;

async function attempt<T>(work: (cache: Cache) => Promise<T>): Promise<T | undefined> {
  try {
    return await work(await caches.open(cacheName));
  } catch {
    return undefined; // `caches` is not even there on pages that are not secure
  }
}

export function versionOf({ headers }: Response): string | undefined {
  return headers.get('etag') ?? headers.get('last-modified') ?? undefined;
}

/** The bytes of that hash, if they are kept, whole and unchanged. */
export function findBytes(hash: string): Promise<Uint8Array | undefined> {
  return attempt(async (cache) => {
    const found = await cache.match(keyOf('sha256', hash));
    if (!found) return undefined;
    const bytes = new Uint8Array(await found.arrayBuffer());
    if ((await sha256(bytes)) === hash) return bytes;
    await cache.delete(keyOf('sha256', hash));
    return undefined;
  });
}

export function findKnown(address: URL): Promise<Known | undefined> {
  return attempt(async (cache) => {
    const found = await cache.match(keyOf('address', address.href));
    return (await found?.json()) as Known | undefined;
  });
}

/** Keeps what came from an address instead of what came from it before. */
export async function keep(address: URL, bytes: Uint8Array, version: string | undefined): Promise<void> {
  await attempt(async (cache) => {
    const before = await findKnown(address);
    const hash = await sha256(bytes);
    if (before && before.hash !== hash) await cache.delete(keyOf('sha256', before.hash));
    await cache.put(keyOf('sha256', hash), new Response(bytes as Uint8Array<ArrayBuffer>));
    await cache.put(keyOf('address', address.href), Response.json({ hash, version } satisfies Known));
  });
}
