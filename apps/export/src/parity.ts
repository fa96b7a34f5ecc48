/** Holds what an exported file gives against the training engine's own sampling. */
import { KantorError, type FloatTensor } from '@kantor/tensor';
import { ortEngine } from '@kantor/engine/ort';
import type { Runtime } from '@kantor/runtime';
import { drawLatents, sample } from '@kantor/wgan';
import type { Trained } from './trained.js';

/** Latents compared, and seen on the sheet: drawn from seed 1 as any sampler of the file draws them. */
const count = 64;
const seed = 1;

/**
 * Asked of an export. With weights of float32, differences come from rounding of folded weights and fused operators
 * alone. With weights of float16, which are rounded to 11 binary digits, they are what a byte of an image cannot show
 * more than once or twice.
 */
const tolerated = { float32: 1e-5, float16: 1e-2 } as const;

export interface Parity {
  /** What the file gives for {@link count} latents of seed 1. */
  readonly samples: FloatTensor;
  /** Largest absolute difference from the training engine. */
  readonly maxAbsoluteDifference: number;
}

/** Samples [N, ...sample], images as [N, C, H, W], of the exported file for latents [N, Z]. */
export type RunFile = (latents: FloatTensor) => Promise<FloatTensor>;

async function runEngine(runtime: Runtime, { model, checkpoint, weights }: Trained, latents: FloatTensor) {
  const loaded = await ortEngine(runtime, { device: 'cpu' }).load(
    { sample: sample(model, count, weights) },
    checkpoint.tensors,
  );
  try {
    return (await loaded.run('sample', { latent: latents }))['samples'] as FloatTensor;
  } finally {
    await loaded.dispose();
  }
}

/** @throws KantorError `export/parity` if the file's samples are not finite or differ too much. */
export async function compareWithEngine(
  runtime: Runtime,
  trained: Trained,
  runFile: RunFile,
  dtype: keyof typeof tolerated = 'float32',
): Promise<Parity> {
  const latents = drawLatents(trained.model.spec.latent, count, seed, 'latent');
  const samples = await runFile(latents);
  const expected = await runEngine(runtime, trained, latents);
  const maxAbsoluteDifference = expected.data.reduce(
    (largest, value, i) => Math.max(largest, Math.abs(value - samples.data[i])),
    0,
  );
  // A comparison that is false for NaN must not pass.
  if (!(maxAbsoluteDifference <= tolerated[dtype])) {
    const advice = dtype === 'float16' ? 'Export it as float32, or check' : 'Check';
    throw new KantorError(
      'export/parity',
      `The exported file differs from the training engine by ${maxAbsoluteDifference} on ${count} latents, ` +
        `more than ${tolerated[dtype]}. Nothing was written. ${advice} the checkpoint for values that are not finite.`,
    );
  }
  return { samples, maxAbsoluteDifference };
}
