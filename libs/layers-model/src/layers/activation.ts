/** Functions of each number by itself. */
import type { LayerSpec } from '@kantor/spec';
import type { Flow } from '../flow.js';
import { addLayer, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

type Plain = SpecOf<Extract<LayerSpec['kind'], 'relu' | 'tanh' | 'sigmoid' | 'softplus' | 'swish'>>;

/** Those that Keras has under the same name. */
export function activation({ kind }: Plain, site: Site): Flow {
  return { ...site.input, from: addLayer(site, 'Activation', { config: { activation: kind } }) };
}

export function leakyRelu({ alpha }: SpecOf<'leakyRelu'>, site: Site): Flow {
  return { ...site.input, from: addLayer(site, 'LeakyReLU', { config: { alpha } }) };
}

/** TensorFlow.js knows alpha = 1 alone. What is below 0 stays below 0, so a slope there multiplies it by alpha. */
export function elu({ alpha }: SpecOf<'elu'>, site: Site): Flow {
  const config = { activation: 'elu' };
  if (alpha === 1) return { ...site.input, from: addLayer(site, 'Activation', { config }) };
  const one = addLayer(site, 'Activation', { part: 'one', config });
  return { ...site.input, from: addLayer(site, 'LeakyReLU', { from: one, config: { alpha } }) };
}
