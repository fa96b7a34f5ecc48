/** An enlarged image: every pixel becomes a block of equal ones. */
import type { Flow } from '../flow.js';
import { addLayer, pairOf, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

export function upsample({ factor }: SpecOf<'upsample'>, site: Site): Flow {
  const [channels, height, width] = site.input.shape;
  const [rows, columns] = pairOf(factor);
  return {
    from: addLayer(site, 'UpSampling2D', {
      config: { size: [rows, columns], interpolation: 'nearest', data_format: 'channels_last' },
    }),
    shape: [channels, height * rows, width * columns],
  };
}
