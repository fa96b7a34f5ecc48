/** The `data` of a model: which samples it learns, their shape and range. It reads none of them. */
import type { StaticShape } from '@kantor/tensor';
import * as z from 'zod';
import { positiveInteger } from './atoms.js';
import { wanted } from './wording.js';

const range = z
  .tuple([z.number(), z.number()], { error: (issue) => wanted('[lowest, highest]', issue.input) })
  .refine(([lowest, highest]) => lowest < highest, {
    error: (issue) => wanted('[lowest, highest] with lowest < highest', issue.input),
  })
  .default([-1, 1])
  .describe('The values that black and white become: [-1, 1] for a generator that ends in tanh.');

export const dataSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('mnist').describe('Digits, [1, 28, 28].'), range }),
    z.strictObject({ kind: z.literal('fashion-mnist').describe('Pieces of clothing, [1, 28, 28].'), range }),
    z.strictObject({ kind: z.literal('cifar-10').describe('Small photographs, [3, 32, 32].'), range }),
    z.strictObject({
      kind: z.literal('folder').describe('A folder of images, cropped to a square and resized.'),
      size: positiveInteger.describe('Height and width in pixels.'),
      channels: z
        .union([z.literal(1), z.literal(3)], {
          error: (issue) => wanted('1 (grey) or 3 (colour)', issue.input),
        })
        .default(3)
        .describe('1: grey, 3: colour.'),
      range,
    }),
    z.strictObject({
      kind: z.literal('eight-gaussians').describe('Eight normal blobs on a ring, points [2].'),
    }),
    z.strictObject({
      kind: z.literal('twentyfive-gaussians').describe('Twenty-five normal blobs on a grid, points [2].'),
    }),
    z.strictObject({ kind: z.literal('swiss-roll').describe('A spiral, points [2].') }),
  ])
  .meta({ id: 'data' });

export type DataSpec = z.output<typeof dataSchema>;

/** Shape of one sample: [C, H, W] for images, [2] for points. */
export function dataShape(data: DataSpec): StaticShape {
  switch (data.kind) {
    case 'mnist':
    case 'fashion-mnist':
      return [1, 28, 28];
    case 'cifar-10':
      return [3, 32, 32];
    case 'folder':
      return [data.channels, data.size, data.size];
    case 'eight-gaussians':
    case 'twentyfive-gaussians':
    case 'swiss-roll':
      return [2];
    default:
      return data satisfies never;
  }
}

/**
 * The interval that a generator must be able to reach: an image's range; for the 2-D toys, which have no limits, one
 * that holds nearly all points (WGAN-GP's toys are scaled to a standard deviation of about 1).
 */
export function dataRange(data: DataSpec): readonly [lowest: number, highest: number] {
  return 'range' in data ? data.range : [-2, 2];
}
