/** What layers must satisfy whatever the numbers: adjoints, inverses, batches, and what training changes. */
import { grad, input, mul, square, sum, type InputValue } from '@kantor/graph';
import { describe, expect, it } from 'vitest';
import { gradientError } from '../../graph/test/gradcheck.js';
import { build, numbers, run, type Numbers } from './apply.js';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((total, x, i) => total + x * b[i], 0);

/** One of each kind, with the shape it works on. */
const everyKind: [layer: { kind: string; [key: string]: unknown }, inputShape: number[]][] = [
  [{ kind: 'dense', units: 3 }, [5]],
  [{ kind: 'conv', filters: 3, kernel: 3, stride: 2 }, [2, 5, 4]],
  [{ kind: 'convTranspose', filters: 3, kernel: 5, stride: 2 }, [2, 3, 4]],
  [{ kind: 'reshape', shape: [3, 2, 2] }, [12]],
  [{ kind: 'flatten' }, [2, 3, 4]],
  [{ kind: 'crop', size: [2, 3] }, [2, 3, 4]],
  [{ kind: 'upsample' }, [2, 3, 4]],
  [{ kind: 'averagePool' }, [2, 6, 4]],
  [{ kind: 'batchNorm' }, [3, 2, 2]],
  [{ kind: 'batchNorm' }, [5]],
  [{ kind: 'layerNorm' }, [3, 2, 2]],
  [{ kind: 'layerNorm' }, [5]],
  [{ kind: 'relu' }, [2, 3, 4]],
  [{ kind: 'leakyRelu' }, [5]],
  [{ kind: 'elu' }, [5]],
  [{ kind: 'tanh' }, [5]],
  [{ kind: 'sigmoid' }, [5]],
  [{ kind: 'softplus' }, [5]],
  [{ kind: 'swish' }, [5]],
  [{ kind: 'dropout', rate: 0.5 }, [5]],
  [{ kind: 'residual', body: [{ kind: 'conv', filters: 2, kernel: 3 }] }, [2, 3, 4]],
];

describe('every kind of layer', () => {
  it.each(everyKind)('%o on %o gives its output shape for a batch of any size', (layer, inputShape) => {
    const net = build([layer], inputShape);
    const x = numbers([3, ...inputShape]);
    const known = run(net, x);
    const symbolic = run(net, x, { symbolic: true });
    expect(known.shape).toEqual([3, ...net.outputShape]);
    expect(symbolic.shape).toEqual(['N', ...net.outputShape]);
    expect(symbolic.output).toEqual(known.output);
  });

  it.each(everyKind)('%o on %o treats samples one by one when not training', (layer, inputShape) => {
    const net = build([layer], inputShape);
    const x = numbers([3, ...inputShape]);
    const all = run(net, x).output.data;
    const size = x.data.length / 3;
    const alone = [0, 1, 2].flatMap((i) => {
      const sample = { shape: [1, ...inputShape], data: Array.from(x.data).slice(i * size, (i + 1) * size) };
      return [...run(net, sample).output.data];
    });
    expect([...all]).toEqual(alone);
  });

  it.each(everyKind)('%o on %o has gradients of first and second order', (layer, inputShape) => {
    const net = build([layer], inputShape);
    const values = new Map<string, { value: InputValue; fed: Numbers }>();
    const leaf = (name: string, shape: readonly number[], seed: number) => {
      const fed = numbers(shape, seed);
      // Away from 0, where some activations have a corner.
      const data = Array.from(
        fed.data,
        (v) => (name.endsWith('variance') ? Math.abs(v) : v) + Math.sign(v) / 8 + 1 / 128,
      );
      const value = input(name, shape);
      values.set(name, { value, fed: { shape, data } });
      return value;
    };
    const x = leaf('x', [3, ...inputShape], 1);
    const read = (name: string) => {
      const tensor = [...net.parameters, ...net.buffers].find((candidate) => candidate.name === name);
      return values.get(name)?.value ?? leaf(name, tensor?.shape ?? [], values.size + 2);
    };
    const y = net.apply(x, {
      training: true,
      read,
      noise: (name, shape) => leaf(name, shape, 5),
      update: () => {},
    });
    const wrt = [x, ...net.parameters.map(({ name }) => read(name))];
    const feeds = new Map([...values].map(([name, { fed }]) => [name, fed]));
    const loss = sum(mul(square(y), y));
    const penalty = sum(square(grad(loss, [x])[0]));
    expect(gradientError(loss, wrt, feeds)).toBeLessThan(1e-6);
    expect(gradientError(penalty, [x], feeds)).toBeLessThan(1e-5);
  });
});

describe('convTranspose', () => {
  it.each([
    [4, 2],
    [5, 2],
    [3, 3],
    [2, 3],
    [1, 2],
  ])(
    "with padding 'same', kernel %i and stride %i is the adjoint of conv with padding 'same'",
    (kernel, stride) => {
      const conv = build(
        [{ kind: 'conv', filters: 3, kernel, stride, bias: false }],
        [2, 4 * stride, 3 * stride],
      );
      const transposed = build(
        [{ kind: 'convTranspose', filters: 2, kernel, stride, bias: false }],
        [3, 4, 3],
      );
      const weights = numbers([3, 2, kernel, kernel], 5); // the filters of the one are the kernel of the other
      const state = new Map([['net.0.kernel', weights]]);
      const x = numbers([2, 2, 4 * stride, 3 * stride], 3);
      const y = numbers([2, 3, 4, 3], 7);
      expect(transposed.outputShape).toEqual([2, 4 * stride, 3 * stride]);
      const left = dot(run(conv, x, { state }).output.data, y.data);
      const right = dot(x.data, run(transposed, y, { state }).output.data);
      expect(left).not.toBe(0);
      expect(right).toBeCloseTo(left, 9);
    },
  );

  it('takes a latent as an image of one pixel: kernel 4, stride 1, padding 0 gives 4x4', () => {
    const layers = [
      { kind: 'reshape', shape: [100, 1, 1] },
      { kind: 'convTranspose', filters: 8, kernel: 4, padding: 0 },
    ];
    expect(build(layers, [100]).outputShape).toEqual([8, 4, 4]);
  });
});

describe('shapes', () => {
  it.each([
    [{ kind: 'conv', filters: 1, kernel: 4, stride: 2 }, [1, 28, 28], [1, 14, 14]],
    [{ kind: 'conv', filters: 1, kernel: 5, stride: 2 }, [1, 7, 7], [1, 4, 4]],
    [{ kind: 'conv', filters: 1, kernel: 3, padding: 'valid' }, [1, 7, 7], [1, 5, 5]],
    [
      { kind: 'conv', filters: 1, kernel: [1, 3], stride: [2, 1], padding: [0, 1, 0, 1] },
      [2, 8, 9],
      [1, 4, 9],
    ],
    [{ kind: 'convTranspose', filters: 1, kernel: 5, stride: 2 }, [2, 4, 4], [1, 8, 8]],
    [
      { kind: 'convTranspose', filters: 1, kernel: 3, stride: [2, 1], padding: 1, outputPadding: [1, 0] },
      [2, 4, 4],
      [1, 8, 4],
    ],
    [{ kind: 'upsample', factor: 3 }, [2, 2, 4], [2, 6, 12]],
    [{ kind: 'averagePool', size: 8 }, [5, 8, 8], [5, 1, 1]],
    [{ kind: 'flatten' }, [2, 3, 4], [24]],
  ])('%o turns %o into %o', (layer, inputShape, outputShape) => {
    expect(build([layer], inputShape).outputShape).toEqual(outputShape);
  });
});

it('reshape and flatten keep the order of the numbers', () => {
  const x = numbers([2, 12]);
  const there = build([{ kind: 'reshape', shape: [3, 2, 2] }, { kind: 'flatten' }], [12]);
  expect([...run(there, x).output.data]).toEqual(x.data);
});

it('averagePool takes back what upsample did', () => {
  const x = numbers([2, 3, 2, 5]);
  const there = build(
    [
      { kind: 'upsample', factor: [2, 4] },
      { kind: 'averagePool', size: [2, 4] },
    ],
    [3, 2, 5],
  );
  expect([...run(there, x).output.data]).toEqual(x.data);
});

describe('elu', () => {
  it('does not overflow where the exponential would', () => {
    const { output } = run(build([{ kind: 'elu' }], [2]), { shape: [1, 2], data: [1e4, -1e4] });
    expect([...output.data]).toEqual([1e4, -1]);
  });
});

describe('dropout', () => {
  const net = build([{ kind: 'dropout', rate: 0.25 }], [4]);
  const x = { shape: [1, 4], data: [3, 3, 3, 3] };

  it('in training zeroes where the noise is below the rate and enlarges the rest', () => {
    const noise = { shape: [1, 4], data: [0, 0.249, 0.25, 0.99] };
    const { output, noises } = run(net, x, { training: true, noise });
    expect([...output.data]).toEqual([0, 0, expect.closeTo(4, 6), expect.closeTo(4, 6)]);
    expect(noises).toEqual(['net.0.noise']);
  });

  it('is nothing otherwise, and asks for no noise', () => {
    const { output, noises } = run(net, x);
    expect([...output.data]).toEqual(x.data);
    expect(noises).toEqual([]);
  });
});

describe('residual', () => {
  it('adds its input to what the body makes of it', () => {
    const x = numbers([2, 3, 2, 2]);
    const body = run(build([{ kind: 'tanh' }], [3, 2, 2]), x).output.data;
    const { output } = run(build([{ kind: 'residual', body: [{ kind: 'tanh' }] }], [3, 2, 2]), x);
    output.data.forEach((value, i) => expect(value).toBeCloseTo(x.data[i] + body[i], 12));
  });

  it('names what is inside by its place', () => {
    const inner = { kind: 'residual', body: [{ kind: 'batchNorm' }] };
    const layer = {
      kind: 'residual',
      body: [{ kind: 'relu' }, { kind: 'conv', filters: 4, kernel: 3 }, inner],
      shortcut: [{ kind: 'conv', filters: 4, kernel: 1, bias: false }],
    };
    const net = build([{ kind: 'relu' }, layer], [2, 3, 3]);
    expect(net.parameters.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toEqual([
      'net.1.body.1.kernel 4x2x3x3',
      'net.1.body.1.bias 4',
      'net.1.body.2.body.0.gain 4',
      'net.1.body.2.body.0.bias 4',
      'net.1.shortcut.0.kernel 4x2x1x1',
    ]);
    expect(net.buffers.map(({ name }) => name)).toEqual([
      'net.1.body.2.body.0.mean',
      'net.1.body.2.body.0.variance',
    ]);
  });
});
