/** Losses and their first-order gradients, against stock tfjs-layers and `tf.variableGrads`. */
import { beforeAll, describe, expect, it } from 'vitest';
import { tfjsOn } from '../../libs/engine/test/support/tfjs-backends.js';
import { engine as ort } from '../training/support.js';
import { expectSameSteps, gradientErrors, type OracleInput } from './oracle.js';
import { useStock } from './stock.js';

beforeAll(useStock);

/** Ours, with our gradients as graph: the second is on the very kernels that TensorFlow.js's own gradients use. */
const engines = [ort, tfjsOn('cpu')];

type Layers = OracleInput['critic']['layers'];
type Layer = Layers[number];

const none = { method: 'none' } as const;
const wasserstein = { loss: 'wasserstein', lipschitz: none } as const;
const points = { kind: 'eight-gaussians' } as const;
const images = { kind: 'folder', size: 8, channels: 3 } as const;
const dense = (units: number): Layer => ({ kind: 'dense', units });
/** Before a norm over the batch a bias is taken away again: its gradient is nothing but rounding. */
const unbiased = (units: number): Layer => ({ kind: 'dense', units, bias: false });
const conv = (filters: number, window: object = {}): Layer => ({
  kind: 'conv',
  filters,
  kernel: 3,
  ...window,
});
const convTranspose = (filters: number, window: object = {}): Layer => ({
  kind: 'convTranspose',
  filters,
  kernel: 4,
  stride: 2,
  ...window,
});
const toScore: Layers = [{ kind: 'flatten' }, dense(1)];

const activations: Layers = [
  { kind: 'relu' },
  { kind: 'leakyRelu', alpha: 0.2 },
  { kind: 'elu' },
  { kind: 'elu', alpha: 0.3 },
  { kind: 'tanh' },
  { kind: 'sigmoid' },
  { kind: 'softplus' },
  { kind: 'swish' },
];
const norms: Layers = [{ kind: 'batchNorm' }, { kind: 'batchNorm', epsilon: 0.1 }, { kind: 'layerNorm' }];
/** A mean after a norm over the batch depends on nothing, so that something must come in between. */
const bodies: Layers[] = [
  ...activations.map((layer) => [layer]),
  ...norms.map((layer) => [layer, activations[1]]),
];

const named = <T>(rows: readonly T[]) => rows.map((row): [string, T] => [JSON.stringify(row), row]);
const tanh: Layer = { kind: 'tanh' };

describe('in networks of dense layers', () => {
  it.each(named(bodies))('%s', async (_, body) => {
    await expectSameSteps(engines, {
      batch: 16,
      data: points,
      generator: { layers: [unbiased(7), ...body, unbiased(2)] },
      critic: { layers: [unbiased(6), ...body, unbiased(9), ...body, dense(1)] },
      objective: wasserstein,
    });
  });

  it.each(['wasserstein', 'gan', 'leastSquares', 'hinge'] as const)('the loss %s', async (loss) => {
    const layers = [dense(7), activations[1]];
    await expectSameSteps(engines, {
      data: points,
      generator: { layers: [...layers, dense(2)] },
      critic: { layers: [...layers, dense(1)] },
      objective: { loss, lipschitz: none },
    });
  });
});

const windows = {
  conv: [
    { kernel: 5, stride: 2 },
    { kernel: 4, stride: 2 },
    { kernel: 3, stride: 1, padding: 'valid' },
    { kernel: [3, 2], stride: [1, 2], padding: [1, 0, 2, 1] },
    { kernel: 2, stride: 3, bias: false },
  ],
  convTranspose: [
    { kernel: 5, stride: 2 },
    { kernel: 4, stride: 2, padding: 1 },
    { kernel: 3, stride: 2, padding: 1, outputPadding: 1 },
    { kernel: [2, 3], stride: 2, padding: [0, 1, 0, 0], bias: false },
  ],
};

/** From 2 × 4 × 4 images through `body` to 3 × 8 × 8 ones. */
const generator = (body: Layers): Layers => [dense(32), { kind: 'reshape', shape: [2, 4, 4] }, ...body];
const plainGenerator = generator([convTranspose(3), tanh]);

describe('in convolutional networks', () => {
  it.each(named(windows.conv))('conv %s in a critic', async (_, window) => {
    await expectSameSteps(engines, {
      data: images,
      generator: { layers: plainGenerator },
      critic: { layers: [conv(4, window), activations[1], conv(3, window), activations[1], ...toScore] },
      objective: wasserstein,
    });
  });

  it.each(named(windows.convTranspose))('convTranspose %s in a generator', async (_, window) => {
    await expectSameSteps(engines, {
      data: images,
      generator: {
        layers: generator([
          convTranspose(4, window),
          activations[0],
          { kind: 'crop', size: 4 },
          convTranspose(3),
        ]),
      },
      critic: { layers: toScore },
      objective: wasserstein,
    });
  });

  it.each(named(bodies))('%s on images', async (_, body) => {
    await expectSameSteps(engines, {
      data: images,
      generator: { layers: generator([conv(4, { bias: false }), ...body, convTranspose(3), tanh]) },
      critic: {
        layers: [conv(4, { bias: false }), ...body, conv(5, { stride: 2, bias: false }), ...body, ...toScore],
      },
      objective: wasserstein,
    });
  });

  const up: Layer = { kind: 'upsample' };
  const down: Layer = { kind: 'averagePool', size: [2, 1] };
  const one = { kernel: 1 };

  it('pooling and residual blocks', async () => {
    const norm: Layer = { kind: 'batchNorm' };
    await expectSameSteps(engines, {
      data: images,
      generator: {
        layers: generator([
          { kind: 'residual', body: [norm, activations[0], conv(2)] },
          convTranspose(3),
          tanh,
        ]),
      },
      critic: {
        layers: [
          {
            kind: 'residual',
            body: [activations[0], conv(5), conv(4), down],
            shortcut: [down, conv(4, one)],
          },
          { kind: 'residual', body: [activations[5], conv(4)] },
          ...toScore,
        ],
      },
      objective: wasserstein,
    });
  });

  // In larger batches TensorFlow.js gets the gradient of its own upsampling wrong: second-order.test.ts.
  it('upsampling and cropping, for batches of 1', async () => {
    await expectSameSteps(engines, {
      batch: 1,
      data: images,
      generator: {
        layers: generator([
          { kind: 'residual', body: [activations[0], up, conv(4), conv(3)], shortcut: [up, conv(3, one)] },
          { kind: 'upsample', factor: [1, 2] },
          { kind: 'crop', size: 8 },
        ]),
      },
      critic: { layers: [conv(4), activations[1], ...toScore] },
      objective: wasserstein,
    });
  });
});

describe('gradient penalties of critics that TensorFlow.js can differentiate twice', () => {
  const penalty = { method: 'gradientPenalty', lambda: 10 } as const;
  const relu: Layer = { kind: 'relu' };
  const norm: Layer = { kind: 'layerNorm' };

  it.each(named([relu, { kind: 'softplus' }] satisfies Layer[]))('%s', async (_, layer) => {
    await expectSameSteps(engines, {
      data: points,
      generator: { layers: [dense(7), relu, dense(2)] },
      critic: { layers: [dense(6), layer, dense(9), layer, dense(1)] },
      objective: { loss: 'wasserstein', lipschitz: { ...penalty, lambda: 0.1 } },
    });
  });

  it('of slopes above 1 only', async () => {
    await expectSameSteps(engines, {
      data: points,
      generator: { layers: [dense(7), relu, dense(2)] },
      critic: { layers: [dense(6), relu, dense(1)] },
      objective: { loss: 'wasserstein', lipschitz: { ...penalty, sided: 'one' } },
    });
  });

  it.each(
    named([
      [conv(4, { kernel: 5, stride: 2 }), relu, conv(6, { kernel: 5, stride: 2 }), relu],
      [conv(4, { padding: [1, 0, 2, 1] }), norm, { kind: 'softplus' }, { kind: 'crop', size: [5, 4] }],
      [convTranspose(4), relu, { kind: 'residual', body: [conv(4), relu, conv(4)] }],
    ] satisfies Layers[]),
  )('%s', async (_, body) => {
    await expectSameSteps(engines, {
      data: images,
      generator: { layers: plainGenerator },
      critic: { layers: [...body, ...toScore] },
      objective: { loss: 'wasserstein', lipschitz: penalty },
    });
  });
});

it('finds a gradient that is off in one number', () => {
  const expected = { a: Float32Array.of(1, 2, 3), b: Float32Array.of(0, 0) };
  expect(gradientErrors({ ...expected, a: Float32Array.of(1, 2.003, 3) }, expected).a).toBeCloseTo(1e-3);
  expect(gradientErrors({ ...expected, b: Float32Array.of(0, 1) }, expected).b).toBeGreaterThan(1);
  expect(gradientErrors(expected, expected)).toEqual({ a: 0, b: 0 });
});
