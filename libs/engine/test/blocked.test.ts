/** The engine with blocked convolutions: as near to float64 as the plain one, the same bits each time, and said so. */
import { ortWorkerEngine } from '@kantor/engine/node';
import { compileProgram, findBlockSize, ortEngine, type OrtOptions } from '@kantor/engine/ort';
import {
  conv,
  convFilterGrad,
  convInputGrad,
  defineProgram,
  grad,
  input,
  leakyRelu,
  mul,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  type Program,
  type Value,
} from '@kantor/graph';
import { readOnnx } from '@kantor/onnx';
import { nodeRuntime } from '@kantor/runtime/node';
import { floats, sizeOf, stream, type StaticShape, type TensorMap } from '@kantor/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { interpret } from '../../graph/test/interpret.js';
import { workerUrl } from './support/worker.js';

const runtime = nodeRuntime();
const blockSize = await findBlockSize(runtime);
const absent = blockSize === undefined;

const normal = (name: string, shape: StaticShape) =>
  floats(shape, stream(3, name).normal(new Float32Array(sizeOf(shape))));

/**
 * A critic's two convolutions with a gradient penalty, smooth or not: value, first derivatives by the weights, and
 * second ones through the penalty. Every convolution of it fills blocks of 16.
 */
function penalty(activation: (x: Value) => Value) {
  const x = input('x', [16, 16, 8, 8]);
  const v = input('v', [16, 16, 5, 5]);
  const w = input('w', [32, 16, 3, 3]);
  const hidden = activation(conv(x, v, { strides: [2, 2], pads: [1, 1, 2, 2] }));
  const scores = activation(conv(hidden, w, { strides: [1, 1], pads: [1, 1, 1, 1] }));
  const [dx] = grad(sum(scores), [x]);
  const norm = sqrt(sum(square(dx), { axes: [1, 2, 3] }));
  const loss = sum(square(sub(norm, 1)));
  const [dv, dw] = grad(loss, [v, w]);
  const values = { scores, dx, loss, dv, dw };
  const program = defineProgram({ name: 'penalty', feeds: [x, v, w], state: [], outputs: values });
  const feeds: TensorMap = {
    x: normal('x', [16, 16, 8, 8]),
    v: floats(
      [16, 16, 5, 5],
      normal('v', [16, 16, 5, 5]).data.map((value) => value / 20),
    ),
    w: floats(
      [32, 16, 3, 3],
      normal('w', [32, 16, 3, 3]).data.map((value) => value / 12),
    ),
  };
  return { program, feeds, values };
}

async function runOnce(program: Program, feeds: TensorMap, options: Partial<OrtOptions>) {
  const engine = ortEngine(runtime, { device: 'cpu', threads: 1, ...options });
  const loaded = await engine.load({ program }, {});
  try {
    return await loaded.run('program', feeds);
  } finally {
    await loaded.dispose();
  }
}

/** The root of the mean squared error over the root of the mean square. */
function relativeError(actual: ArrayLike<number>, expected: Float64Array): number {
  const total = (of: (i: number) => number) => expected.reduce((all, _, i) => all + of(i) ** 2, 0);
  return Math.sqrt(total((i) => actual[i] - expected[i]) / total((i) => expected[i]));
}

describe.skipIf(absent).each([
  ['tanh', tanh],
  ['leakyRelu', (x: Value) => leakyRelu(x, 0.2)],
])('a gradient penalty on %s', (_, activation) => {
  const { program, feeds, values } = penalty(activation);
  let exact: Record<string, Float64Array>;
  let plain: TensorMap;
  let blocked: TensorMap;
  beforeAll(async () => {
    const results = interpret(
      Object.values(values),
      new Map(
        Object.entries(feeds).map(([name, { shape, data }]) => [name, { shape, data: data as Float32Array }]),
      ),
    );
    exact = Object.fromEntries(Object.keys(values).map((name, i) => [name, results[i].data]));
    plain = await runOnce(program, feeds, { blocked: false });
    blocked = await runOnce(program, feeds, { blocked: 'auto' });
  });

  it('is lowered to blocks throughout', () => {
    const { operators } = readOnnx(compileProgram(program, blockSize).model);
    expect(operators['ReorderInput']).toBeGreaterThan(6);
    expect(operators['ConvTranspose']).toBeUndefined();
  });

  it.each(Object.keys(values))('is as near to float64 as the plain layout: %s', (name) => {
    const error = ({ [name]: { data } }: TensorMap) => relativeError(data as Float32Array, exact[name]);
    expect(error(plain)).toBeLessThan(2e-6);
    // Of a single number, as the loss is, the plain error may be small by luck.
    expect(error(blocked)).toBeLessThan(Math.max(2 * error(plain), 1e-6));
  });
});

describe.skipIf(absent)('a layer', () => {
  it.each([
    ['stride 1', 3, 1, [1, 1, 1, 1], 6],
    ['a stride of 2', 5, 2, [1, 1, 2, 2], 8],
    ['pads that differ', 5, 2, [2, 1, 1, 2], 8],
    ['a stride of 3', 7, 3, [2, 2, 2, 2], 9],
    ['rows that no window reaches', 5, 2, [0, 0, 0, 0], 8],
    ['rows that padding does not fill', 5, 2, [1, 1, 1, 1], 8],
    ['an odd image', 5, 2, [2, 2, 2, 2], 7],
    ['more padding than kernel', 3, 1, [3, 3, 3, 3], 4],
    ['a kernel of 4', 4, 2, [1, 1, 1, 1], 8],
  ] as const)('with %s gives the plain numbers', async (_, kernel, stride, pads, side) => {
    const window = { strides: [stride, stride], pads } as const;
    const x = input('x', [16, 16, side, side]);
    const w = input('w', [32, 16, kernel, kernel]);
    const y = conv(x, w, window);
    const dy = input('dy', y.shape);
    const inputs = [x, w, dy];
    const outputs = {
      y,
      dx: convInputGrad(dy, w, { ...window, inputSize: [side, side] }),
      dw: convFilterGrad(x, dy, { ...window, kernel: [kernel, kernel] }),
    };
    const program = defineProgram({ name: 'layer', feeds: inputs, state: [], outputs });
    const feeds = Object.fromEntries(
      inputs.map(({ op: { name }, shape }) => [name, normal(name, shape as StaticShape)]),
    );
    const plain = await runOnce(program, feeds, { blocked: false });
    const blocked = await runOnce(program, feeds, { blocked: 'auto' });
    for (const [name, { shape, data }] of Object.entries(plain)) {
      expect(blocked[name].shape).toEqual(shape);
      const error = relativeError(
        blocked[name].data as Float32Array,
        Float64Array.from(data as Float32Array),
      );
      expect(error, name).toBeLessThan(1e-6);
    }
  });
});

/** Gradient descent of an autoencoder of one layer: all three convolutions in a step. */
function descent(): Program {
  const x = input('x', [32, 16, 12, 12]);
  const w = input('w', [32, 16, 5, 5]);
  const window = { strides: [2, 2], pads: [1, 1, 2, 2] } as const;
  const code = leakyRelu(conv(x, w, window), 0.2);
  const loss = sum(square(sub(convInputGrad(code, w, { ...window, inputSize: [12, 12] }), x)));
  const [dw] = grad(loss, [w]);
  return defineProgram({
    name: 'descent',
    feeds: [x],
    state: [{ name: 'w', current: w, next: sub(w, mul(dw, 1e-9)) }],
    outputs: { loss },
  });
}

describe.skipIf(absent)('bits', () => {
  const train = async (threads: number, blocked: OrtOptions['blocked']) => {
    const options: OrtOptions = { device: 'cpu', threads, ...(blocked === undefined ? {} : { blocked }) };
    const loaded = await ortEngine(runtime, options).load(
      { descent: descent() },
      { w: normal('w', [32, 16, 5, 5]) },
    );
    for (let step = 0; step < 4; step++)
      await loaded.run('descent', { x: normal(`x${step}`, [32, 16, 12, 12]) });
    const state = await loaded.read();
    await loaded.dispose();
    return state['w'].data;
  };

  it('are the same at each repetition and for one thread or two, and are not those of the plain layout', async () => {
    const one = await train(1, 'auto');
    expect(one).not.toEqual(normal('w', [32, 16, 5, 5]).data);
    for (const threads of [1, 2, 2]) expect(await train(threads, 'auto')).toEqual(one);
    expect(await train(1, blockSize ?? false)).toEqual(one);
    expect(await train(1, undefined)).toEqual(one);
    expect(await train(1, false)).not.toEqual(one);
  });
});

describe('the description', () => {
  const text = `ort-cpu on ${runtime.name}, 2 threads`;

  it('says that convolutions are blocked once that is known', async () => {
    const options = { device: 'cpu', threads: 2 } as const;
    const engine = ortEngine(runtime, options);
    expect(engine.description).toBe(text);
    await (await engine.load({}, {})).dispose();
    expect(engine.description).toBe(absent ? text : `${text}, blocked convolutions`);
    expect(ortEngine(runtime, { ...options, blocked: 16 }).description).toBe(`${text}, blocked convolutions`);
    expect(ortWorkerEngine({ ...options, blocked: 16 }, workerUrl).description).toBe(
      `${text}, blocked convolutions`,
    );
  });

  it('says nothing of it where it was not wanted, or the device has none', async () => {
    const engine = ortEngine(runtime, { device: 'cpu', threads: 2, blocked: false });
    await (await engine.load({}, {})).dispose();
    expect(engine.description).toBe(text);
    expect(ortEngine(runtime, { device: 'cuda', blocked: 16 }).description).toBe(
      `ort-cuda on ${runtime.name}`,
    );
  });
});
