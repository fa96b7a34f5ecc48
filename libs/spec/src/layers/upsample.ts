/** An enlarged image: every pixel becomes a block of equal ones (nearest neighbour). */
import { expand, reshape } from '@kantor/graph';
import * as z from 'zod';
import { sizes } from '../atoms.js';
import { pairOf, requireImage, stateless, type Layer, type Site } from './layer.js';

export const upsampleSchema = z.strictObject({
  kind: z.literal('upsample').describe('Every pixel becomes a block of equal ones.'),
  factor: sizes.default(2).describe('Size of the block: a number, or [rows, columns].'),
});

export function upsample({ factor }: z.output<typeof upsampleSchema>, site: Site): Layer {
  const [channels, height, width] = requireImage(site);
  const [rows, columns] = pairOf(factor);
  const outputShape = [channels, height * rows, width * columns];
  return stateless(outputShape, (x) => {
    const [batch] = x.shape;
    const spread = reshape(x, [batch, channels, height, 1, width, 1]);
    const blocks = expand(spread, [batch, channels, height, rows, width, columns]);
    return reshape(blocks, [batch, ...outputShape]); // [N, C, H·rows, W·columns]
  });
}
