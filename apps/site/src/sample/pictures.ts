/** The pictures of one sampler: a sheet for a seed, one for a latent, and a way between two; with the time they took. */
import { between } from '@kantor/sampler';
import type { Images } from './images.js';
import type { WebSampler } from './model.js';
import { sheetCount, type Picks } from './picker.js';
import { wayLength } from './player.js';
import { createWalk, type Walk } from './walk.js';

export interface Look {
  /** Multiplies the latents, to 1. */
  readonly truncation: number;
  /** The class, for a model that wants to be told one. */
  readonly label: number;
}

export interface Pictures {
  /** Milliseconds of an image in the quickest sheet so far. */
  readonly imageTime: number;
  sheet(seed: number, signal: AbortSignal): Promise<Images>;
  /** [Z] to one image. */
  one(latent: Float32Array): Promise<Images>;
  /** From one sample of a seed's sheet to another. */
  way(seed: number, picks: Picks): Promise<Images>;
  /** Begins at one sample of a seed's sheet, and leads towards the other by going to the right. */
  walk(seed: number, picks: Picks): Walk;
}

export function createPictures({ info, sample, latents }: WebSampler, look: () => Look): Pictures {
  const { size, distribution } = info.latent;
  const bounded = distribution === 'uniform';
  let imageTime = NaN;
  const options = () => {
    const { truncation, label } = look();
    return { truncation, ...(info.labels ? { labels: label } : {}) };
  };
  const rowsOf = (seed: number, ...rows: readonly number[]): Float32Array[] => {
    const { data } = latents(seed, sheetCount);
    return rows.map((row) => data.slice(row * size, (row + 1) * size));
  };
  return {
    get imageTime() {
      return imageTime;
    },
    async sheet(seed, signal) {
      const start = performance.now();
      const images = await sample({ ...options(), seed, count: sheetCount, signal });
      const time = (performance.now() - start) / sheetCount;
      imageTime = Number.isNaN(imageTime) ? time : Math.min(imageTime, time);
      return images;
    },
    one: (latent) => sample({ ...options(), latents: latent }),
    way(seed, picks) {
      const [a, b] = rowsOf(seed, ...picks);
      const { data } = between(a, b, wayLength, bounded ? 'lerp' : 'slerp');
      return sample({ ...options(), latents: data });
    },
    walk(seed, [a, b]) {
      const other = [1, 2].map((step) => (a + step) % sheetCount).find((row) => row !== b) ?? 0;
      const [start, right, up] = rowsOf(seed, a, b, other);
      return createWalk(start, right, up, bounded);
    },
  };
}
