/** The one way from JSON to a ModelSpec: past it, nothing is checked again. It reads no file. */
import { KantorError } from '@kantor/tensor';
import { explain, linesOf } from './issues.js';
import { modelSchema, type ModelSpec } from './model.js';
import { buildNetworks } from './networks.js';
import { brokenRules } from './rules.js';

/**
 * Checks a model and fills in its defaults.
 * @param json what JSON.parse gave.
 * @param source what errors call it, usually its path.
 * @throws KantorError `spec/invalid` with a line for every mistake; `spec/shape` if the layers do not fit together.
 */
export function parseModel(json: unknown, source = 'model.json'): ModelSpec {
  const result = modelSchema.safeParse(json, { error: explain });
  const mistakes = result.success ? brokenRules(result.data) : linesOf(result.error);
  if (mistakes.length > 0 || !result.success) {
    throw new KantorError('spec/invalid', mistakes.map((mistake) => `${source}: ${mistake}`).join('\n'));
  }
  requireFit(result.data, source);
  return result.data;
}

function requireFit(spec: ModelSpec, source: string): void {
  try {
    buildNetworks(spec);
  } catch (error) {
    if (!(error instanceof KantorError)) throw error;
    throw new KantorError(error.code, `${source}: ${error.message}`, { cause: error });
  }
}
