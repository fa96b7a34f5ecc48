/** The page in which samples a second and sheets are measured: the sampler, and a loop written by hand in a worker. */
import { Sampler } from '/kantor/sampler.js';

const batch = 64;

/**
 * @param {Worker} worker
 * @param {object} message
 * @returns {Promise<void>}
 */
function ask(worker, message) {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event) => {
      const { ok, message } = /** @type {{ ok: boolean, message?: string }} */ (event.data);
      if (ok) resolve();
      else reject(new Error(message));
    };
    worker.postMessage(message);
  });
}

/**
 * Opens both; what comes back is asked for by name.
 * @param {number} threads
 * @param {import('/kantor/sampler.js').WebLoadOptions} hints
 */
async function open(threads, hints) {
  const sampler = await Sampler.load('generator.onnx', { device: 'wasm', threads, ...hints });
  const worker = new Worker(new URL('bare-worker.js', import.meta.url), { type: 'module' });
  await ask(worker, { threads });
  const { size } = sampler.info.latent;
  const context = document.querySelector('canvas')?.getContext('2d');
  const sheet = await sampler.sample({ count: batch });
  /** @type {Record<string, (images: number) => Promise<void>>} */
  const candidates = {
    'bare loop': (images) => ask(worker, { images, batch, size, draws: false }),
    'bare loop, latents drawn': (images) => ask(worker, { images, batch, size, draws: true }),
    async 'samples()'(images) {
      for await (const { data } of sampler.samples({ count: images, batch })) void data;
    },
    async 'sample()'(images) {
      await sampler.sample({ count: images });
    },
    async sheet(times) {
      for (let i = 0; i < times; i++) context?.putImageData(sheet.toImageData(), 0, 0);
      await Promise.resolve();
    },
  };
  Object.assign(globalThis, { candidates });
  return { size, threads: sampler.report().threads };
}

Object.assign(globalThis, { openBench: open });
