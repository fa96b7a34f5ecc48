/** Steps that JAX made (tools/reference/wgan_steps.py), as files in the format of docs/trace.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { decodeSafetensors } from '@kantor/checkpoint';
import type { Program } from '@kantor/graph';
import { parseModel, type ModelSpec } from '@kantor/spec';
import type { TensorMap } from '@kantor/tensor';
import { createModel, criticStep, generatorStep, sample, score } from '@kantor/wgan';
import { expect } from 'vitest';

const folder = new URL('../golden/steps/', import.meta.url);

export const programNames = ['criticStep', 'generatorStep', 'sample', 'score'] as const;
export type ProgramName = (typeof programNames)[number];

export const goldenModels: readonly string[] = readdirSync(folder).sort();

export function goldenSpec(name: string): ModelSpec {
  return parseModel(JSON.parse(readFileSync(new URL(`${name}/model.json`, folder), 'utf8')));
}

/** All programs of a model, for batches of the spec's size. */
export function programsOf(name: string): Readonly<Record<ProgramName, Program>> {
  const spec = goldenSpec(name);
  const model = createModel(spec);
  const { batchSize, ema } = spec.training;
  return {
    criticStep: criticStep(model, batchSize),
    generatorStep: generatorStep(model, batchSize),
    sample: sample(model, batchSize, ema === 0 ? 'raw' : 'ema'),
    score: score(model, batchSize),
  };
}

export interface GoldenStep {
  readonly feeds: TensorMap;
  readonly before: TensorMap;
  /** Feeds and states before the step, by name. */
  readonly given: TensorMap;
  /** Outputs, and the states that the step changes, by name. */
  readonly expected: TensorMap;
}

export function goldenStep(name: string, program: ProgramName): GoldenStep {
  const { tensors } = decodeSafetensors(readFileSync(new URL(`${name}/${program}.safetensors`, folder)));
  const under = (prefix: string): TensorMap =>
    Object.fromEntries(
      Object.entries(tensors)
        .filter(([key]) => key.startsWith(`${prefix}/`))
        .map(([key, value]) => [key.slice(prefix.length + 1), value]),
    );
  const feeds = under('feed');
  const before = under('before');
  return {
    feeds,
    before,
    given: { ...feeds, ...before },
    expected: { ...under('output'), ...under('after') },
  };
}

/** Any tensors: of an engine, or of the interpreter in float64. */
type Results = Readonly<Record<string, { readonly data: ArrayLike<number | bigint> }>>;

/** Every result differs by less than `bound` from the expected one, relative to the latter's largest number or 1. */
export function expectGolden(results: Results, { expected }: GoldenStep, bound: number, what = ''): void {
  for (const [name, { data }] of Object.entries(expected)) {
    const numbers = Array.from(data, Number);
    const scale = numbers.reduce((largest, number) => Math.max(largest, Math.abs(number)), 1);
    const errors = Array.from(results[name].data, (value, i) => Math.abs(Number(value) - numbers[i]) / scale);
    expect(Math.max(...errors), `${what}${name}`).toBeLessThan(bound);
  }
}
