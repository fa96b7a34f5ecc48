/**
 * Batch normalization over every axis but the channels (Ioffe & Szegedy 2015, Algorithm 1).
 * x [N, C, H, W] or [N, C]; gain, bias and the running mean and variance are [C].
 */
import { add, div, mul, reciprocal, reshape, sqrt, square, sub, sum, type Value } from '@kantor/graph';
import { formatShape, KantorError, requireStatic, sizeOf } from '@kantor/tensor';
import * as z from 'zod';
import { fraction, positiveNumber } from '../atoms.js';
import type { Buffer, Parameter } from '../network.js';
import { channelShape, type Layer, type LayerContext, type Site } from './layer.js';

export const batchNormSchema = z.strictObject({
  kind: z
    .literal('batchNorm')
    .describe('Normalizes each channel over the batch; not for a critic with gradientPenalty.'),
  momentum: fraction
    .default(0.9)
    .describe("running = momentum * running + (1 - momentum) * batch; 1 minus PyTorch's."),
  epsilon: positiveNumber.default(1e-5).describe('Added to the variance.'),
  gainInit: z
    .strictObject({
      mean: z.number().default(1),
      stddev: positiveNumber.default(0.02),
    })
    .optional()
    .describe('Gains start from this normal distribution (DCGAN: 1, 0.02) instead of at 1.'),
});

export function batchNorm(options: z.output<typeof batchNormSchema>, site: Site): Layer {
  const { momentum, epsilon, gainInit } = options;
  const channels = site.input[0];
  const [gain, bias, mean, variance] = ['gain', 'bias', 'mean', 'variance'].map(
    (part) => `${site.name}.${part}`,
  );
  const parameters: Parameter[] = [
    {
      name: gain,
      shape: [channels],
      init: gainInit ? { kind: 'normal', ...gainInit } : { kind: 'constant', value: 1 },
    },
    { name: bias, shape: [channels], init: { kind: 'constant', value: 0 } },
  ];
  const buffers: Buffer[] = [
    { name: mean, shape: [channels], initial: 0 },
    { name: variance, shape: [channels], initial: 1 },
  ];
  const perChannel = channelShape(site.input); // [1, C, 1, 1]

  /** One scale and one shift a channel, so that export folds it into the layer before it. */
  function withRunning(x: Value, { read }: LayerContext): Value {
    const scale = mul(read(gain), reciprocal(sqrt(add(read(variance), epsilon)))); // [C]
    const shift = sub(read(bias), mul(read(mean), scale)); // [C]
    return add(mul(x, reshape(scale, perChannel)), reshape(shift, perChannel)); // [N, C, H, W]
  }

  /**
   * Normalizes by the biased variance of the batch; the running variance takes the unbiased one, n / (n − 1) times as
   * large, as PyTorch does.
   */
  function withBatch(x: Value, { read, update }: LayerContext): Value {
    const count = sizeOf(requireStatic(x.shape, `${site.where} in training`)) / channels;
    if (count < 2) requireSeveral(site, x);
    const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
    const average = (y: Value) => div(sum(y, { axes, keepDims: true }), count); // [1, C, 1, 1]
    const batchMean = average(x);
    const centred = sub(x, batchMean); // [N, C, H, W]
    const batchVariance = average(square(centred));
    const running = (name: string, value: Value) =>
      update(name, add(mul(read(name), momentum), mul(reshape(value, [channels]), 1 - momentum)));
    running(mean, batchMean);
    running(variance, mul(batchVariance, count / (count - 1)));
    const scale = mul(reshape(read(gain), perChannel), reciprocal(sqrt(add(batchVariance, epsilon)))); // [1, C, 1, 1]
    return add(mul(centred, scale), reshape(read(bias), perChannel)); // [N, C, H, W]
  }

  return {
    outputShape: site.input,
    parameters,
    buffers,
    apply: (x, context) => (context.training ? withBatch(x, context) : withRunning(x, context)),
  };
}

function requireSeveral(site: Site, x: Value): never {
  throw new KantorError(
    'spec/batch-norm',
    `${site.where}: a batch of ${formatShape(x.shape)} has one value a channel, which has no variance; ` +
      'train with a larger batch, or use layerNorm.',
  );
}
