/** The same numbers in another shape; the batch axis stays. */
import { reshape as reshapeValue } from '@kantor/graph';
import { formatShape, sizeOf } from '@kantor/tensor';
import * as z from 'zod';
import { choice, positiveInteger } from '../atoms.js';
import { failAt, stateless, type Layer, type Site } from './layer.js';

export const reshapeSchema = z.strictObject({
  kind: z.literal('reshape').describe('The same numbers in another shape.'),
  shape: choice(
    [z.tuple([positiveInteger, positiveInteger, positiveInteger]), z.tuple([positiveInteger])],
    'a shape [C, H, W] or [n], without the batch axis',
  ).describe('[C, H, W] or [n], without the batch axis.'),
});

export function reshape({ shape }: z.output<typeof reshapeSchema>, site: Site): Layer {
  const [given, asked] = [sizeOf(site.input), sizeOf(shape)];
  if (given !== asked) {
    failAt(
      site,
      `${formatShape(site.input)} has ${given} elements and ${formatShape(shape)} has ${asked}; ` +
        `change the shape, or give the layer before it ${asked} outputs.`,
    );
  }
  return stateless(shape, (x) => reshapeValue(x, [x.shape[0], ...shape])); // [N, ...shape]
}
