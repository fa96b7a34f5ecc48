/** The picture of a step: a sheet of images, or the samples of a 2-D toy over the critic's level sets. */
import { gridNodes, samplePng } from '@kantor/image';
import type { ModelSpec } from '@kantor/spec';
import { drawLatents, type BatchSource, type Training } from '@kantor/wgan';
import { svgToPng } from './show/svg-to-png.js';
import { toyPicture } from './show/toy-picture.js';

/** A picture always shows the same latents of the run's seed, so that one sees them change. */
const previewPurpose = 'preview';
const gridSize = 65;
/** What the toys' pictures show: all of them lie within about ±1.5. */
const extent = [-2, 2, -2, 2] as const;

export interface Preview {
  /** Batch sizes that the training's `sample` and `score` must have for {@link draw}. */
  readonly sampleBatch: number;
  readonly scoreBatch: number;
  /** The picture as PNG. */
  draw(training: Training): Promise<Uint8Array>;
}

export function createPreview(spec: ModelSpec, seed: number, source: BatchSource): Preview {
  return 'range' in spec.data ? imagePreview(spec, spec.data.range, seed) : toyPreview(spec, seed, source);
}

function imagePreview(spec: ModelSpec, range: readonly [number, number], seed: number): Preview {
  const count = 64;
  const latents = drawLatents(spec.latent, count, seed, previewPurpose);
  return {
    sampleBatch: count,
    scoreBatch: count,
    draw: async (training) => samplePng(await training.sample(latents), range),
  };
}

function toyPreview(spec: ModelSpec, seed: number, source: BatchSource): Preview {
  const count = 1000;
  const latents = drawLatents(spec.latent, count, seed, previewPurpose);
  const grid = { columns: gridSize, rows: gridSize, extent };
  const nodes = gridNodes(grid);
  const real = source.batch(0, count).data;
  return {
    sampleBatch: count,
    scoreBatch: nodes.shape[0],
    async draw(training) {
      const fake = (await training.sample(latents)).data;
      const values = (await training.score(nodes)).data;
      const critic = { ...grid, values };
      return svgToPng(toyPicture({ real, fake, critic, size: 720 }), 720);
    },
  };
}
