/** Where kernels of TensorFlow.js are less exact than they could be, and programs are not. */
import {
  constant,
  defineProgram,
  greater,
  input,
  leakyRelu,
  matmul,
  reshape,
  sign,
  square,
  sum,
  where,
  type InputValue,
  type Value,
} from '@kantor/graph';
import { floats, stream, type TensorMap } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { testBackends, tfjsOn, type TestBackend } from './support/tfjs-backends.js';

async function evaluate(
  backend: TestBackend,
  feeds: readonly InputValue[],
  outputs: Record<string, Value>,
  given: TensorMap,
): Promise<TensorMap> {
  const program = defineProgram({ name: 'exact', feeds, state: [], outputs });
  const loaded = await tfjsOn(backend).load({ program }, {});
  const results = await loaded.run('program', given);
  await loaded.dispose();
  return results;
}

describe.each(Object.entries(testBackends))('%s', (_name, backend) => {
  it('knows the sign of numbers next to 0', async () => {
    const x = input('x', [6]);
    const given = { x: floats([6], [-2, -1e-9, 0, 1e-9, 1e-30, 3]) };
    const { y } = await evaluate(backend, [x], { y: sign(x) }, given);
    expect([...y.data].map((value) => Number(value) + 0)).toEqual([-1, -1, 0, 1, 1, 1]);
  });

  it('sums a hundred thousand numbers without losing digits', async () => {
    const numbers = stream(1, 'sum').uniform(new Float32Array(100_000));
    const x = input('x', [100, 1000]);
    const { all, squares } = await evaluate(
      backend,
      [x],
      { all: sum(x), squares: sum(square(x)) },
      { x: floats([100, 1000], numbers) },
    );
    const exact = numbers.reduce((total, value) => total + value, 0);
    const exactSquares = numbers.reduce((total, value) => total + Math.fround(value * value), 0);
    expect(Math.abs(Number(all.data[0]) / exact - 1)).toBeLessThan(1e-6);
    expect(Math.abs(Number(squares.data[0]) / exactSquares - 1)).toBeLessThan(1e-6);
  });

  it('multiplies by a matrix under several shapes', async () => {
    const [a, b, m] = [input('a', [1, 4]), input('b', [1, 3]), input('m', [4, 3])];
    const given = {
      a: floats([1, 4], [1, 10, 100, 1000]),
      b: floats([1, 3], [1, 10, 100]),
      m: floats([4, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    };
    const outputs = { first: matmul(a, m), second: matmul(b, reshape(m, [3, 4])), third: matmul(a, m) };
    const { first, second, third } = await evaluate(backend, [a, b, m], outputs, given);
    expect([...first.data]).toEqual([10741, 11852, 12963]);
    expect([...second.data]).toEqual([951, 1062, 1173, 1284]);
    expect(third).toEqual(first);
  });

  it('leaves nothing of a choice not taken', async () => {
    const x = input('x', [4]);
    const given = { x: floats([4], [Infinity, -Infinity, 2, -2]) };
    const outputs = {
      chosen: where(greater(x, 0), x, 0),
      slope: where(greater(x, 0), 1, 0.25),
      leaky: leakyRelu(x, 0.25),
      other: where(greater(constant(0), x), x, -1),
    };
    const results = await evaluate(backend, [x], outputs, given);
    expect([...results['chosen'].data]).toEqual([Infinity, 0, 2, 0]);
    expect([...results['slope'].data]).toEqual([1, 0.25, 1, 0.25]);
    expect([...results['leaky'].data]).toEqual([Infinity, -Infinity, 2, -0.5]);
    expect([...results['other'].data]).toEqual([-1, -Infinity, -1, -2]);
  });
});
