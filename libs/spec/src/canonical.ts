/** One text for one model, whatever the order of its keys: what hashes and comparisons are made of. */
import type { ModelSpec } from './model.js';

/**
 * JSON of a model with sorted keys, every default filled in and no white space; `$schema` is left out.
 * Parsing it gives the same model.
 */
export function canonicalJson(spec: ModelSpec): string {
  const { $schema: _, ...model } = spec;
  return JSON.stringify(sorted(model));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, sorted(entry)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
