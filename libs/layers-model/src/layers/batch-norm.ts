/** Batch normalization by the running statistics, which is what TensorFlow.js does when it predicts. */
import { reorder } from '../arrange.js';
import { orderOf, type Flow } from '../flow.js';
import { addLayer, valueOf, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

export function batchNorm({ momentum, epsilon }: SpecOf<'batchNorm'>, site: Site): Flow {
  const order = orderOf(site.input.image);
  const part = (own: string) => reorder(valueOf(site, own), 0, order);
  const from = addLayer(site, 'BatchNormalization', {
    config: { axis: -1, momentum, epsilon, center: true, scale: true },
    weights: {
      gamma: part('gain'),
      beta: part('bias'),
      moving_mean: part('mean'),
      moving_variance: part('variance'),
    },
  });
  return { ...site.input, from };
}
