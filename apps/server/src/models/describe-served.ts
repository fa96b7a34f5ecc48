/** What callers are told of a model: what it gives, where it runs, and how it has fared. */
import type { ServedVersion } from './served.js';

/** Plain data, for JSON. */
export function describeServed({ model, version, hash, sampler, queue, ready }: ServedVersion) {
  const { info } = sampler;
  const { device, runtime, blockSize, tried, workers, open, replaced, threads, pids, ran } = sampler.report();
  return {
    name: model,
    version,
    ready: ready(),
    hash,
    bytes: info.bytes,
    title: info.name,
    latent: info.latent,
    shape: info.shape,
    range: info.range,
    labels: info.labels,
    opset: info.opset,
    device: { kind: device, runtime, threads, blockSize, tried },
    workers: { wanted: workers, alive: open, replaced, pids },
    images: { pending: queue.images, drawn: ran.samples, padding: ran.padding, batches: ran.batches },
  };
}
