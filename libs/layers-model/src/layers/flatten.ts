/** An image as a vector. Its numbers stay pixel by pixel; whatever comes next arranges its weights by that. */
import { sizeOf } from '@kantor/tensor';
import { imageToArrange, type Flow } from '../flow.js';
import { addLayer, type Site } from '../site.js';

export function flatten(site: Site): Flow {
  const { shape, image } = site.input;
  return {
    from: addLayer(site, 'Flatten'),
    shape: [sizeOf(shape)],
    image: shape.length === 3 ? imageToArrange(shape) : image,
  };
}
