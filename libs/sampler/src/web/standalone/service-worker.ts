/**
 * A service worker that lets a page start when its server does not answer: it keeps what pages of its folder fetched from
 * their own server, and gives that only where the server fails. Models it leaves to the sampler, which keeps them by
 * hash.
 */

/** As far as it is used here: TypeScript has types for pages or for service workers. */
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface AskEvent extends ExtendableEvent {
  readonly data: readonly string[];
}
interface Scope {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: AskEvent) => void): void;
}
const scope = globalThis as unknown as Scope;

const opened = (): Promise<Cache> => caches.open('kantor-site-1');

/** Whether it is a file of this server that nobody else keeps; with `no-cache` the sampler asks for a model. */
function isOurs({ method, url, cache, destination, headers }: Request): boolean {
  const model = cache === 'no-cache' && destination === '';
  return method === 'GET' && new URL(url).origin === location.origin && !model && !headers.has('range');
}

async function keep(request: Request, response: Response): Promise<void> {
  await (await opened()).put(request, response).catch(() => undefined); // the quota is full, and nothing else fails
}

/** The server's answer; what it said before, if there is none or the server is in trouble. */
async function answer({ request, waitUntil }: { request: Request; waitUntil: FetchEvent['waitUntil'] }) {
  const kept = async () => (await opened()).match(request);
  try {
    const response = await fetch(request);
    if (response.status === 200) waitUntil(keep(request, response.clone()));
    return response.status < 500 ? response : ((await kept()) ?? response);
  } catch (error) {
    const found = await kept();
    if (found) return found;
    throw error;
  }
}

/** Fetches what a page had before this worker was there; the browser's own cache has most of it. */
async function catchUp(addresses: readonly string[]): Promise<void> {
  const fetchOne = async (address: string): Promise<void> => {
    const request = new Request(address);
    if (!isOurs(request)) return;
    const response = await fetch(request);
    if (response.status === 200) await keep(request, response);
  };
  await Promise.allSettled(addresses.map(fetchOne));
}

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (isOurs(request)) event.respondWith(answer({ request, waitUntil: (work) => event.waitUntil(work) }));
});
scope.addEventListener('message', (event) => event.waitUntil(catchUp(event.data)));

export {}; // a module, for TypeScript alone
