/** The mean of every block of pixels. */
import type { Flow } from '../flow.js';
import { addLayer, pairOf, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

export function averagePool({ size }: SpecOf<'averagePool'>, site: Site): Flow {
  const [channels, height, width] = site.input.shape;
  const [rows, columns] = pairOf(size);
  return {
    from: addLayer(site, 'AveragePooling2D', {
      config: {
        pool_size: [rows, columns],
        strides: [rows, columns],
        padding: 'valid',
        data_format: 'channels_last',
      },
    }),
    shape: [channels, height / rows, width / columns],
  };
}
