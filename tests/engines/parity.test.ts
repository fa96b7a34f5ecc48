/**
 * The same seed trained for 20 generator steps on every engine that is here, beside ONNX Runtime with plain convolutions:
 * losses agree to 1e-4 of their size and weights to 1e-4, or the test says which primitive was the first to differ. They
 * agree to 1e-6, but Adam and RMSProp make a whole step of a gradient that is nothing but rounding.
 */
import type { Engine } from '@kantor/engine';
import { describe, expect, it } from 'vitest';
import { otherEngines, reference } from './support/engines.js';
import { parityModels, type ParityModel } from './support/models.js';
import { explain, partedBy, train } from './support/parity.js';

const seeds = process.env['KANTOR_SLOW'] === '1' ? [1, 2, 3, 4, 5, 6, 7, 8] : [3];

/** Room for the search, which runs the training again. */
const timeout = 300_000;

/** A run in which rounding decides on which side of 0 a number lies says nothing, so another seed takes its place. */
const inPlaceOf = (seed: number): readonly number[] => [seed, seed + 100, seed + 200];

const references = new Map<string, ReturnType<typeof train>>();
function onReference(model: ParityModel, seed: number): ReturnType<typeof train> {
  const key = `${model.spec.name} ${seed}`;
  const run = references.get(key) ?? train(reference, model, seed);
  references.set(key, run);
  return run;
}

async function expectParity(engine: Engine, model: ParityModel, first: number): Promise<void> {
  const reasons: string[] = [];
  for (const seed of inPlaceOf(first)) {
    const expected = await onReference(model, seed);
    const parted = partedBy(await train(engine, model, seed), expected);
    if (parted.losses <= 1e-4 && parted.weights <= 1e-4 && parted.movement <= 0.1) return;
    const { text, isKink } = await explain(engine, reference, model, seed);
    reasons.push(`seed ${seed}, ${JSON.stringify(parted)}: ${text}`);
    if (!isKink) break;
  }
  expect.fail(reasons.join('\n'));
}

describe.each(await otherEngines())('$name', ({ name, engine }) => {
  if (typeof engine === 'string') {
    it.skip(`${name} is absent: ${engine}`);
    return;
  }
  const rows = parityModels.flatMap((model) => seeds.map((seed) => ({ name: model.spec.name, model, seed })));
  it.each(rows)(
    'trains $name from seed $seed as ort-cpu does',
    ({ model, seed }) => expectParity(engine, model, seed),
    timeout,
  );
});
