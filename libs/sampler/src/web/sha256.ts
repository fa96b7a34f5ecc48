/** SHA-256 by the browser. */
import { KantorError } from '@kantor/tensor';

/**
 * In hex digits.
 * @throws KantorError `sampler/insecure` on pages by plain http, where browsers compute none.
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    throw new KantorError(
      'sampler/insecure',
      `The page at ${location.origin} is not secure, and browsers compute no hashes there; serve it by https, or from ` +
        'localhost.',
    );
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
