/** All numbers of a sample in one vector, channel by channel, row by row. */
import { reshape } from '@kantor/graph';
import { sizeOf } from '@kantor/tensor';
import * as z from 'zod';
import { stateless, type Layer, type Site } from './layer.js';

export const flattenSchema = z.strictObject({
  kind: z.literal('flatten').describe('[C, H, W] → [C * H * W].'),
});

export function flatten(_options: z.output<typeof flattenSchema>, { input }: Site): Layer {
  const size = sizeOf(input);
  return stateless([size], (x) => reshape(x, [x.shape[0], size])); // [N, C·H·W]
}
