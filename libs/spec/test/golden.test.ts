/** Every layer against JAX in float64 (tools/reference/layers_golden.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { build, run, type Numbers } from './apply.js';

interface Golden {
  readonly name: string;
  readonly layer: { readonly kind: string };
  readonly expression: string;
  readonly training: boolean;
  readonly x: Numbers;
  readonly state: Readonly<Record<string, Numbers>>;
  readonly output: Numbers;
  readonly buffers: Readonly<Record<string, Numbers & { readonly expression: string }>>;
}

const { cases } = JSON.parse(readFileSync(new URL('./golden/layers.json', import.meta.url), 'utf8')) as {
  cases: Golden[];
};

/** Constants of the graph, such as 1 / 60, are rounded to float32. */
const tolerance = 1e-6;

function expectClose(actual: Numbers | undefined, expected: Numbers): void {
  expect(actual?.shape).toEqual(expected.shape);
  const errors = Array.from(
    expected.data,
    (e, i) => Math.abs(Number(actual?.data[i]) - e) / Math.max(1, Math.abs(e)),
  );
  expect(Math.max(...errors)).toBeLessThan(tolerance);
}

describe('equals JAX', () => {
  it.each(cases)('$name: $expression', ({ layer, training, x, state, output, buffers }) => {
    const net = build([layer], x.shape.slice(1));
    const named = Object.entries(state).map(([name, value]) => [`net.0.${name}`, value] as const);
    expect([...net.parameters, ...net.buffers].map(({ name, shape }) => [name, shape])).toEqual(
      named.map(([name, value]) => [name, value.shape]),
    );
    const result = run(net, x, { state: new Map(named), training });
    expect([x.shape[0], ...net.outputShape]).toEqual(output.shape);
    expectClose(result.output, output);
    expect([...result.buffers.keys()]).toEqual(Object.keys(buffers).map((name) => `net.0.${name}`));
    for (const [name, expected] of Object.entries(buffers))
      expectClose(result.buffers.get(`net.0.${name}`), expected);
  });

  it('covers every kind of layer that computes something', () => {
    const kinds = new Set(cases.map(({ layer }) => layer.kind));
    expect([...kinds].sort()).toEqual(
      [
        ...['dense', 'conv', 'convTranspose', 'crop', 'upsample', 'averagePool', 'batchNorm', 'layerNorm'],
        ...['relu', 'leakyRelu', 'elu', 'tanh', 'sigmoid', 'softplus', 'swish'],
      ].sort(),
    );
  });
});
