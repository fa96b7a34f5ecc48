/** The one text of a model. */
import { describe, expect, it } from 'vitest';
import { canonicalJson, parseModel, type ModelSpec } from '../src/index.js';
import { model } from './models.js';

describe('canonicalJson', () => {
  const spec: ModelSpec = parseModel(model());

  it('gives back the same model', () => {
    expect(parseModel(JSON.parse(canonicalJson(spec)))).toEqual(spec);
  });

  it('does not depend on the order of keys, on $schema or on defaults being written out', () => {
    const reversed = Object.fromEntries(Object.entries(model() as object).reverse());
    expect(canonicalJson(parseModel({ $schema: 'x', ...reversed }))).toBe(canonicalJson(spec));
    expect(canonicalJson(parseModel({ ...reversed, description: '' }))).toBe(canonicalJson(spec));
  });

  it('depends on every number', () => {
    const other = parseModel({ ...(model() as object), latent: { size: 5 } });
    expect(canonicalJson(other)).not.toBe(canonicalJson(spec));
  });

  it('has sorted keys and no white space', () => {
    expect(canonicalJson(spec)).toMatch(/^\{"critic":\{"init":\{"scheme":"he"\},"layers":\[\{"bias":true,/);
    expect(canonicalJson(spec)).not.toMatch(/\s/);
  });
});
