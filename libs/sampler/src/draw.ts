/** Turns what a caller asks for into rows of latents and back into batches of samples. */
import { floats, formatValue, KantorError, sizeOf } from '@kantor/tensor';
import { between, type Interpolation } from './between.js';
import type { Answer, CallRequest, Flow } from './call.js';
import { counted, requireCount } from './count.js';
import { createBatch, type Drawing, type ImageBatch } from './image-batch.js';
import { requireLabels, type Labels } from './labels.js';
import { requireInto } from './into.js';
import { drawRows, givenRows, requireLatents, seededRows, type LatentRows } from './latents.js';
import type { ModelInfo } from './model-info.js';
import { callRules, requireOptions } from './option-rules.js';
import type { InterpolateOptions, SampleOptions } from './options.js';
import { requirePriority } from './priority.js';

/** The seed of who gives none: that of the sheet which the exporter draws. */
export const defaultSeed = 1;

/** Samples of rows of latents. */
export interface Wanted {
  readonly count: number;
  readonly rows: LatentRows;
  readonly labels?: Labels | undefined;
  readonly into?: Float32Array | undefined;
  readonly flow?: Flow | undefined;
  readonly priority?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Drawer<Pixels> {
  draw(wanted: Wanted): Promise<ImageBatch<Pixels>>;
  sample(options: SampleOptions): Promise<ImageBatch<Pixels>>;
  interpolate(
    seedA: number,
    seedB: number,
    steps: number,
    mode: Interpolation | undefined,
    options: InterpolateOptions,
  ): Promise<ImageBatch<Pixels>>;
}

/** Latents stand for a seed and a count. @throws KantorError `sampler/count`, `sampler/latents` if these say another thing. */
function requireLatentsAlone({ seed, count }: SampleOptions, rows: number): void {
  if (seed !== undefined) {
    throw new KantorError(
      'sampler/latents',
      `There are latents and a seed, ${formatValue(seed)}; give one of the two.`,
    );
  }
  if (count === undefined || count === rows) return;
  throw new KantorError(
    'sampler/count',
    `The count is ${formatValue(count)}, and there are ${rows} latents; leave the count out.`,
  );
}

export function createDrawer<Pixels>(
  info: ModelInfo,
  drawing: Drawing<Pixels>,
  submit: (request: CallRequest) => Promise<Answer>,
): Drawer<Pixels> {
  const sampleSize = sizeOf(info.shape);
  const size = Math.max(sampleSize, info.latent.size); // what a call takes up is bounded both ways
  const draw = async (wanted: Wanted): Promise<ImageBatch<Pixels>> => {
    const { count, rows, signal } = wanted;
    const request = {
      rows: count,
      latents: rows,
      label: requireLabels(wanted.labels, count, info),
      priority: requirePriority(wanted.priority),
      flow: wanted.flow,
      into: requireInto(wanted.into, count * sampleSize),
      signal,
    };
    const { samples, timing } = await submit(request);
    return createBatch({ data: samples, shape: [count, ...info.shape], range: info.range, timing }, drawing);
  };
  return {
    draw,
    async sample(options) {
      requireOptions(options, callRules);
      const { seed = defaultSeed, count = 1, truncation, latents, ...rest } = options;
      if (latents === undefined) {
        requireCount(count, size, counted.samples);
        return draw({ count, rows: seededRows(seed, truncation), ...rest });
      }
      const given = requireLatents(latents, info.latent.size);
      requireCount(given.shape[0], size, counted.latents);
      requireLatentsAlone(options, given.shape[0]);
      return draw({ count: given.shape[0], rows: givenRows(given, truncation), ...rest });
    },
    async interpolate(seedA, seedB, steps, mode, options) {
      requireOptions(options, callRules);
      const { truncation, ...rest } = options;
      requireCount(steps, size, counted.steps);
      const [a, b] = [seedA, seedB].map((seed) => drawRows(seededRows(seed).slice(0, 1), info.latent));
      const way = between(a, b, steps, mode ?? (info.latent.distribution === 'normal' ? 'slerp' : 'lerp'));
      return draw({ count: steps, rows: givenRows(way, truncation), ...rest });
    },
  };
}

/** [count, Z] */
export function drawLatents({ latent }: ModelInfo, seed: number, count: number) {
  requireCount(count, latent.size, counted.rows);
  return floats([count, latent.size], drawRows(seededRows(seed).slice(0, count), latent));
}
