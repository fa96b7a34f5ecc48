/** A sampler of a model that is open: its calls, its report and its end. */
import { sizeOf } from '@kantor/tensor';
import { largestOf } from './buckets.js';
import { createDrawer, drawLatents } from './draw.js';
import type { Lane } from './lane.js';
import type { ModelInfo } from './model-info.js';
import type { LoadOptions } from './options.js';
import type { Ports } from './ports.js';
import type { Platform } from './platform.js';
import type { Batch, Opened } from './protocol.js';
import { createQueue, type Queue } from './queue.js';
import type { Sampler, SamplerReport } from './sampler.js';
import { streamSamples } from './stream-samples.js';

export interface Ready {
  readonly info: ModelInfo;
  readonly ports: Ports;
  readonly buckets: readonly number[];
  readonly threads: number | undefined;
  readonly maxDelay: number;
  /** Whether quick full batches may be handed over a few at a time. */
  readonly together: boolean;
  readonly lanes: readonly Lane[];
  readonly onBatch: LoadOptions['onBatch'];
  readonly opened: Opened;
}

function createReport(
  { opened, lanes, threads, onBatch }: Ready,
  { isolation }: Pick<Platform<unknown>, 'isolation'>,
) {
  let [samples, padding] = [0, 0];
  const batches: Record<number, number> = {};
  return {
    onRan({ bucket, runs, rows }: Batch, milliseconds: number): void {
      samples += rows;
      padding += runs * bucket - rows;
      batches[bucket] = (batches[bucket] ?? 0) + runs;
      onBatch?.({ size: bucket, runs, samples: rows, milliseconds });
    },
    report: (queue: Queue): SamplerReport => ({
      ...opened,
      workers: lanes.length,
      open: lanes.filter(({ open }) => open).length,
      dead: lanes.filter(({ dead }) => dead).length,
      replaced: lanes.reduce((total, lane) => total + lane.replaced, 0),
      isolation,
      pids: isolation === 'process' ? lanes.flatMap(({ pid }) => pid ?? []) : undefined,
      rows: queue.rows(),
      threads: opened.device === 'cpu' || opened.device === 'wasm' ? threads : undefined,
      ran: { samples, padding, batches: { ...batches } },
    }),
  };
}

export function createSampler<Pixels>(ready: Ready, platform: Platform<Pixels>): Sampler<Pixels> {
  const { info, ports, buckets, lanes, opened, maxDelay, together } = ready;
  const { onRan, report } = createReport(ready, platform);
  const sampleSize = sizeOf(info.shape);
  const queue = createQueue({
    lanes,
    device: opened.device,
    clock: platform.clock,
    maxDelay,
    together,
    buckets,
    latent: info.latent,
    drawsThere: platform.drawsThere,
    sampleSize,
    labels: ports.labels,
    onRan,
  });
  const { draw, sample, interpolate } = createDrawer(info, platform, queue.submit);
  const stream = {
    info,
    draw,
    ahead: 4 * lanes.length + 1,
    batch: largestOf(buckets),
    size: sampleSize,
  };
  let ending: Promise<void> | undefined;
  const dispose = (): Promise<void> =>
    (ending ??= (async () => {
      queue.dispose();
      await Promise.all(lanes.map((lane) => lane.dispose()));
    })());
  const sampler: Omit<Sampler<Pixels>, typeof Symbol.asyncDispose> = {
    info,
    device: opened.device,
    report: () => report(queue),
    operators: () => lanes[0].operators(),
    latents: (seed, count) => drawLatents(info, seed, count),
    sample: (options = {}) => sample(options),
    samples: (options = {}) => streamSamples(stream, options),
    interpolate: (seedA, seedB, steps, mode, options = {}) => interpolate(seedA, seedB, steps, mode, options),
    dispose,
  };
  // Browsers that do not know `await using` have no such symbol, and a property would be named after nothing.
  const disposal = Symbol.asyncDispose ? { [Symbol.asyncDispose]: dispose } : {};
  return { ...sampler, ...disposal } as Sampler<Pixels>;
}
