/** Golden values that JAX made in float64 (tools/reference/graph_golden.py), and each case's graphs to hold against them. */
import { add, constant, grad, input, mul, square, sum, type InputValue, type Value } from '@kantor/graph';
import { floats } from '@kantor/tensor';
import { readFileSync } from 'node:fs';
import type { Case } from './cases/case.js';
import { families } from './cases/index.js';
import type { FeedMap } from './interpret.js';

export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** For loss = sum(u · y²): y, the gradient of the loss, and the gradient of sum(gradient · v), input by input. */
export interface Golden {
  readonly name: string;
  readonly expression: string;
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly output: GoldenTensor;
  readonly u: readonly number[];
  readonly first: readonly (readonly number[])[];
  readonly v: readonly (readonly number[])[];
  readonly second: readonly (readonly number[])[];
}

export function readGolden(family: string): Golden[] {
  const text = readFileSync(new URL(`./golden/${family}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { cases: Golden[] }).cases;
}

/** Every case with its golden values. */
export function goldenCases(): (Case & { readonly golden: Golden })[] {
  return Object.entries(families).flatMap(([family, cases]) => {
    const byName = new Map(readGolden(family).map((golden) => [golden.name, golden]));
    return cases.map((row) => {
      const golden = byName.get(row.name);
      if (!golden)
        throw new Error(`No golden values for '${row.name}': run tools/reference/graph_golden.py.`);
      return { ...row, golden };
    });
  });
}

export interface CaseGraphs {
  readonly inputs: readonly InputValue[];
  readonly output: Value;
  /** sum(u · y²), a scalar. */
  readonly loss: Value;
  readonly first: readonly Value[];
  /** sum(first · v), a scalar. */
  readonly product: Value;
  readonly second: readonly Value[];
  readonly feeds: FeedMap;
}

/** The graphs whose values are `output`, `first` and `second` of the golden values when they run on `feeds`. */
export function graphsOf({ build, golden }: { build: Case['build']; golden: Golden }): CaseGraphs {
  const inputs = Object.entries(golden.inputs).map(([name, { shape }]) => input(name, shape));
  const output = build(...inputs);
  const loss = sum(mul(square(output), constant(floats(golden.output.shape, golden.u))));
  const first = grad(loss, inputs);
  const product = first
    .map((gradient, i) => sum(mul(gradient, constant(floats(inputs[i].shape as number[], golden.v[i])))))
    .reduce((a, b) => add(a, b));
  return {
    inputs,
    output,
    loss,
    first,
    product,
    second: grad(product, inputs),
    feeds: new Map(Object.entries(golden.inputs)),
  };
}
