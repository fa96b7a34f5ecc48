/** The same numbers in another shape, in the order that model.json means: channel by channel. */
import { sameShape, type StaticShape } from '@kantor/tensor';
import { channelsLast, imageToArrange, inOwnOrder, type Flow } from '../flow.js';
import { addLayer, type Site } from '../site.js';
import { flatten } from './flatten.js';
import type { SpecOf } from './spec-of.js';

export function reshape({ shape }: SpecOf<'reshape'>, site: Site): Flow {
  const { input, topology, name } = site;
  if (shape.length === 1) return flatten(site);
  if (input.shape.length === 1) return toImage(site, shape);
  if (sameShape(input.shape, shape))
    return { from: addLayer(site, 'Activation', { config: { activation: 'linear' } }), shape };
  const vector = flatten({ ...site, name: `${name}.flat` });
  return toImage({ ...site, input: inOwnOrder(topology, vector) }, shape);
}

/** A vector as an image: at once if its numbers lie that way, else by way of [C, H, W]. */
function toImage(site: Site, shape: StaticShape): Flow {
  const { image } = site.input;
  if (image !== undefined && sameShape(image, shape)) {
    return { from: addLayer(site, 'Reshape', { config: { target_shape: channelsLast(shape) } }), shape };
  }
  const { from: vector } = inOwnOrder(site.topology, site.input);
  if (imageToArrange(shape) === undefined) {
    const config = { target_shape: channelsLast(shape) };
    return { from: addLayer(site, 'Reshape', { from: vector, config }), shape };
  }
  const channels = addLayer(site, 'Reshape', {
    part: 'channels',
    from: vector,
    config: { target_shape: shape },
  });
  return { from: addLayer(site, 'Permute', { from: channels, config: { dims: [2, 3, 1] } }), shape };
}
