/** The top left part of an image. */
import type { Flow } from '../flow.js';
import { addLayer, pairOf, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

export function crop({ size }: SpecOf<'crop'>, site: Site): Flow {
  const [channels, height, width] = site.input.shape;
  const [rows, columns] = pairOf(size);
  const cropping = [
    [0, height - rows],
    [0, width - columns],
  ];
  return {
    from: addLayer(site, 'Cropping2D', { config: { cropping, data_format: 'channels_last' } }),
    shape: [channels, rows, columns],
  };
}
