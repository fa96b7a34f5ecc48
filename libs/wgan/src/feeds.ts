/** Random numbers and scalars that programs are fed with, each drawn from the stream of its purpose and step. */
import { floats, sizeOf, stream, type FloatTensor, type StaticShape, type TensorMap } from '@kantor/tensor';
import type { Program } from '@kantor/graph';
import type { ModelSpec } from '@kantor/spec';
import { noisePrefix } from './apply-network.js';

/** z: [count, latent size], standard normal or uniform on [−1, 1). */
export function drawLatents(
  latent: ModelSpec['latent'],
  count: number,
  seed: number,
  purpose: string,
  step = 0,
): FloatTensor {
  const shape = [count, latent.size];
  const data = new Float32Array(sizeOf(shape));
  const random = stream(seed, purpose, step);
  if (latent.distribution === 'normal') return floats(shape, random.normal(data));
  return floats(
    shape,
    random.uniform(data).map((value) => 2 * value - 1),
  );
}

export function drawUniform(shape: StaticShape, seed: number, purpose: string, step: number): FloatTensor {
  return floats(shape, stream(seed, purpose, step).uniform(new Float32Array(sizeOf(shape))));
}

/** Noise for each feed of the program that wants it: dropout. */
export function drawNoise(program: Program, seed: number, step: number): TensorMap {
  return Object.fromEntries(
    program.feeds
      .filter((feed) => feed.op.name.startsWith(noisePrefix))
      .map(({ op: { name }, shape }) => {
        const purpose = `${program.name}/${name}`;
        return [name, drawUniform(shape as StaticShape, seed, purpose, step)];
      }),
  );
}
