/**
 * Layer normalization over all numbers of a sample. Keras has a gain and a bias for each number that it normalizes, and
 * model.json one for each channel: those of an image follow in a layer of their own.
 */
import { filled } from '@kantor/tensor';
import { reorder } from '../arrange.js';
import { orderOf, type Flow } from '../flow.js';
import { addLayer, valueOf, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

/** A variance and an epsilon whose sum is 1 without rounding, and neither of which is 0. */
const smallest = 2 ** -10;

export function layerNorm({ epsilon }: SpecOf<'layerNorm'>, site: Site): Flow {
  const { input } = site;
  const gain = valueOf(site, 'gain'); // [C], or [n]
  const bias = valueOf(site, 'bias');
  if (input.shape.length === 1) {
    const order = orderOf(input.image);
    const from = addLayer(site, 'LayerNormalization', {
      config: { axis: [1], epsilon, center: true, scale: true },
      weights: { gamma: reorder(gain, 0, order), beta: reorder(bias, 0, order) },
    });
    return { ...input, from };
  }
  const normal = addLayer(site, 'LayerNormalization', {
    part: 'normal',
    config: { axis: [1, 2, 3], epsilon, center: false, scale: false },
  });
  const from = addLayer(site, 'BatchNormalization', {
    from: normal,
    config: { axis: -1, momentum: 0.99, epsilon: smallest, center: true, scale: true },
    weights: {
      gamma: gain,
      beta: bias,
      moving_mean: filled(gain.shape, 0),
      moving_variance: filled(gain.shape, 1 - smallest),
    },
  });
  return { ...input, from };
}
