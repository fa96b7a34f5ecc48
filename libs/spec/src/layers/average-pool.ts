/** A reduced image: the mean of every block of pixels. Blocks do not overlap. */
import { div, reshape, sum } from '@kantor/graph';
import { formatShape } from '@kantor/tensor';
import * as z from 'zod';
import { sizes } from '../atoms.js';
import { failAt, pairOf, requireImage, stateless, type Layer, type Site } from './layer.js';

export const averagePoolSchema = z.strictObject({
  kind: z.literal('averagePool').describe('The mean of every block of pixels.'),
  size: sizes
    .default(2)
    .describe('Size of the block, which divides the image: a number, or [rows, columns].'),
});

export function averagePool({ size }: z.output<typeof averagePoolSchema>, site: Site): Layer {
  const [channels, height, width] = requireImage(site);
  const [rows, columns] = pairOf(size);
  if (height % rows !== 0 || width % columns !== 0) {
    failAt(
      site,
      `blocks of ${rows}x${columns} do not divide ${formatShape(site.input)}; choose a size that divides ` +
        `${height}x${width}, or put { kind: 'crop', … } before it.`,
    );
  }
  const outputShape = [channels, height / rows, width / columns];
  return stateless(outputShape, (x) => {
    const blocks = reshape(x, [x.shape[0], channels, height / rows, rows, width / columns, columns]);
    return div(sum(blocks, { axes: [3, 5] }), rows * columns); // [N, C, H / rows, W / columns]
  });
}
