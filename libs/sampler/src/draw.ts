/** Turns what a caller asks for into rows of latents and back into batches of samples. */
import { floats, sizeOf } from '@kantor/tensor';
import { between, type Interpolation } from './between.js';
import type { Answer, CallRequest, Flow } from './call.js';
import { requireCount } from './count.js';
import { createBatch, type Drawing, type ImageBatch } from './image-batch.js';
import { requireLabels, type Labels } from './labels.js';
import { requireInto } from './into.js';
import { drawRows, givenRows, requireLatents, seededRows, type LatentRows } from './latents.js';
import type { ModelInfo } from './model-info.js';
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
    async sample({ seed = defaultSeed, count = 1, truncation, latents, ...rest }) {
      if (latents === undefined) {
        requireCount('count', count, size);
        return draw({ count, rows: seededRows(seed, truncation), ...rest });
      }
      const given = requireLatents(latents, info.latent.size);
      requireCount('number of latents', given.shape[0], size);
      return draw({ count: given.shape[0], rows: givenRows(given, truncation), ...rest });
    },
    async interpolate(seedA, seedB, steps, mode, { truncation, ...rest }) {
      requireCount('number of steps', steps, size, 2);
      const [a, b] = [seedA, seedB].map((seed) => drawRows(seededRows(seed).slice(0, 1), info.latent));
      const way = between(a, b, steps, mode ?? (info.latent.distribution === 'normal' ? 'slerp' : 'lerp'));
      return draw({ count: steps, rows: givenRows(way, truncation), ...rest });
    },
  };
}

/** [count, Z] */
export function drawLatents({ latent }: ModelInfo, seed: number, count: number) {
  requireCount('count', count, latent.size);
  return floats([count, latent.size], drawRows(seededRows(seed).slice(0, count), latent));
}
