/** Turns what a caller asks for into rows of latents and back into batches of samples. */
import { floats, sizeOf } from '@kantor/tensor';
import { between, type Interpolation } from './between.js';
import type { CallRequest } from './call.js';
import { requireCount } from './count.js';
import { createBatch, type Drawing, type ImageBatch } from './image-batch.js';
import { requireLabels, type Labels } from './labels.js';
import { givenRows, requireLatents, seededRows, type LatentRows } from './latents.js';
import type { ModelInfo } from './model-info.js';
import type { InterpolateOptions, SampleOptions } from './options.js';

/** The seed of who gives none: that of the sheet which the exporter draws. */
export const defaultSeed = 1;

/** Samples of rows of latents. */
export interface Wanted {
  readonly count: number;
  readonly rows: LatentRows;
  readonly labels: Labels | undefined;
  readonly signal: AbortSignal | undefined;
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
  submit: (request: CallRequest) => Promise<Float32Array>,
): Drawer<Pixels> {
  const size = Math.max(sizeOf(info.shape), info.latent.size); // what a call takes up is bounded both ways
  const draw = async ({ count, rows, labels, signal }: Wanted): Promise<ImageBatch<Pixels>> => {
    const label = requireLabels(labels, count, info);
    const data = await submit({ rows: count, latents: rows, label, signal });
    return createBatch(data, [count, ...info.shape], info.range, drawing);
  };
  return {
    draw,
    async sample({ seed = defaultSeed, count = 1, truncation, latents, labels, signal }) {
      if (latents === undefined) {
        requireCount('count', count, size);
        return draw({ count, rows: seededRows(info.latent, seed, truncation), labels, signal });
      }
      const given = requireLatents(latents, info.latent.size);
      requireCount('number of latents', given.shape[0], size);
      return draw({ count: given.shape[0], rows: givenRows(given, truncation), labels, signal });
    },
    async interpolate(seedA, seedB, steps, mode, { truncation, labels, signal }) {
      requireCount('number of steps', steps, size, 2);
      const [a, b] = [seedA, seedB].map((seed) => seededRows(info.latent, seed).next(1));
      const way = between(a, b, steps, mode ?? (info.latent.distribution === 'normal' ? 'slerp' : 'lerp'));
      return draw({ count: steps, rows: givenRows(way, truncation), labels, signal });
    },
  };
}

/** [count, Z] */
export function drawLatents({ latent }: ModelInfo, seed: number, count: number) {
  requireCount('count', count, latent.size);
  return floats([count, latent.size], seededRows(latent, seed).next(count));
}
