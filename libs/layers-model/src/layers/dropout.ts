/** Dropout, which does nothing when a model predicts. It stays for those who train on. */
import type { Flow } from '../flow.js';
import { addLayer, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

export function dropout({ rate }: SpecOf<'dropout'>, site: Site): Flow {
  return { ...site.input, from: addLayer(site, 'Dropout', { config: { rate } }) };
}
