/**
 * Puts the service worker in charge of a page, so that the page starts without its server the next time. Imported before
 * the sampler, it waits for that, once, so that what the sampler fetches is kept too.
 */

/** The service worker lies in the folder above, since it is in charge of its own folder and those below. */
const address = new URL('../service-worker.js', import.meta.url);
/** One that does not start must not keep the page waiting. */
const mostMilliseconds = 3000;

const inCharge = (container: ServiceWorkerContainer): Promise<ServiceWorker | null> =>
  new Promise((resolve) => {
    const { controller } = container;
    if (controller) return resolve(controller);
    container.addEventListener('controllerchange', () => resolve(container.controller), { once: true });
  });

async function start(container: ServiceWorkerContainer): Promise<void> {
  const known = container.controller !== null;
  await container.register(address);
  if (known) return;
  const worker = await inCharge(container);
  const before = performance.getEntriesByType('resource').map(({ name }) => name);
  worker?.postMessage([location.href, ...before]);
}

/** Without one, as on pages that are not secure, the page goes on as it is: it only does not start offline. */
async function keepForOffline(): Promise<boolean> {
  const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
  if (!serviceWorker) return false;
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), mostMilliseconds));
  const started = start(serviceWorker).then(
    () => true,
    () => false,
  );
  return Promise.race([started, late]);
}

/** Whether the page will start without its server. */
export const offline: boolean = await keepForOffline();
