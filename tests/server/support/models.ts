/** A generator that fails as models do, beside those of the sampler's tests. */
import { input, log, reshape } from '@kantor/graph';
import { generator, notes } from '../../sampler/support/models.js';

/** Samples [1, 2, 2], the logarithms of the latents: NaN for what is below zero, which half of all latents are. */
export function logarithm(): Uint8Array {
  const latent = input('latent', ['N', 4]);
  const samples = reshape(log(latent), ['N', 1, 2, 2]);
  return generator([latent], samples, notes({ size: 4, shape: [1, 2, 2], range: [-4, 4] }));
}
