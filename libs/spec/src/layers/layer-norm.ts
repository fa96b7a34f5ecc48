/**
 * Layer normalization of each sample by itself (Ba et al. 2016), over all its axes, with a gain and a bias per channel
 * (WGAN-GP's code, tflib/ops/layernorm.py). x [N, C, H, W] or [N, C]; gain and bias are [C].
 */
import { add, div, mul, reciprocal, reshape, sqrt, square, sub, sum, type Value } from '@kantor/graph';
import { sizeOf } from '@kantor/tensor';
import * as z from 'zod';
import { positiveNumber } from '../atoms.js';
import { channelShape, type Layer, type Site } from './layer.js';

export const layerNormSchema = z.strictObject({
  kind: z.literal('layerNorm').describe('Normalizes each sample over all its numbers.'),
  epsilon: positiveNumber.default(1e-5).describe('Added to the variance.'),
});

export function layerNorm({ epsilon }: z.output<typeof layerNormSchema>, site: Site): Layer {
  const { input } = site;
  const gain = `${site.name}.gain`;
  const bias = `${site.name}.bias`;
  const perChannel = channelShape(input); // [1, C, 1, 1]
  const axes = input.map((_, axis) => axis + 1);
  const average = (y: Value) => div(sum(y, { axes, keepDims: true }), sizeOf(input)); // [N, 1, 1, 1]
  return {
    outputShape: input,
    parameters: [
      { name: gain, shape: [input[0]], init: { kind: 'constant', value: 1 } },
      { name: bias, shape: [input[0]], init: { kind: 'constant', value: 0 } },
    ],
    buffers: [],
    apply(x, { read }) {
      const centred = sub(x, average(x)); // [N, C, H, W]
      const scale = reciprocal(sqrt(add(average(square(centred)), epsilon))); // [N, 1, 1, 1]
      const normal = mul(centred, scale);
      return add(mul(normal, reshape(read(gain), perChannel)), reshape(read(bias), perChannel)); // [N, C, H, W]
    },
  };
}
