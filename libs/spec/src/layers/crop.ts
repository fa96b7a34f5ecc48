/** The top left part of an image, as WGAN-GP's MNIST code crops 8x8 to 7x7. */
import { slice } from '@kantor/graph';
import { formatShape } from '@kantor/tensor';
import * as z from 'zod';
import { sizes } from '../atoms.js';
import { failAt, pairOf, requireImage, stateless, type Layer, type Site } from './layer.js';

export const cropSchema = z.strictObject({
  kind: z.literal('crop').describe('The top left part of an image.'),
  size: sizes.describe('What is left: a number, or [rows, columns].'),
});

export function crop({ size }: z.output<typeof cropSchema>, site: Site): Layer {
  const [channels, height, width] = requireImage(site);
  const [rows, columns] = pairOf(size);
  if (rows > height || columns > width) {
    failAt(
      site,
      `${formatShape(site.input)} has no part of ${rows}x${columns}; ask for at most ${height}x${width}.`,
    );
  }
  const outputShape = [channels, rows, columns];
  return stateless(outputShape, (x) => slice(x, [0, 0, 0, 0], [x.shape[0], ...outputShape])); // [N, C, rows, columns]
}
