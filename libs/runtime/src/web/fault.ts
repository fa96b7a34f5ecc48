/** Finds out which of the files is not there, after loading has failed: what the browser says then names no reason. */
import { filesOf, type WebVariant } from '../web-files.js';

/** What is wrong with one file, in one sentence; undefined if nothing is. */
async function faultOf(url: URL): Promise<string | undefined> {
  try {
    const { ok, status, headers } = await fetch(url, { method: 'HEAD' });
    const type = headers.get('content-type') ?? 'no content type';
    if (!ok) return `${url.href} answered ${status}.`;
    if (type.startsWith('text/html')) return `${url.href} is answered with a page of HTML.`;
    if (url.pathname.endsWith('.mjs') && !type.includes('javascript')) {
      return `${url.href} came as ${type}, and browsers run modules as text/javascript alone.`;
    }
    return undefined;
  } catch {
    return `${url.href} could not be fetched.`;
  }
}

/** The first fault among a variant's files at `base`; undefined if all can be fetched. */
export async function findFault(variant: WebVariant, base: URL): Promise<string | undefined> {
  const faults = await Promise.all(filesOf(variant).map(({ name }) => faultOf(new URL(name, base))));
  return faults.find((fault) => fault !== undefined);
}
