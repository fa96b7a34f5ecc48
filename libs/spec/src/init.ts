/** How parameters start: the schemes that model.json names, and the distributions they come to. */
import * as z from 'zod';
import { positiveNumber } from './atoms.js';

export const initSchema = z
  .discriminatedUnion('scheme', [
    z.strictObject({
      scheme: z.literal('normal').describe('Kernels from a normal distribution around 0; biases 0.'),
      stddev: positiveNumber.default(0.02).describe("Standard deviation. DCGAN's is 0.02."),
    }),
    z.strictObject({
      scheme: z.literal('he').describe('Kernels normal with variance 2 / fan-in, for ReLU; biases 0.'),
    }),
    z.strictObject({
      scheme: z.literal('glorot').describe('Kernels uniform with variance 2 / (fan-in + fan-out); biases 0.'),
    }),
    z.strictObject({
      scheme: z
        .literal('pytorch')
        .describe("PyTorch's default: kernels and biases uniform within 1 / sqrt(PyTorch's fan-in)."),
    }),
  ])
  .meta({ id: 'init' });

export type InitScheme = z.output<typeof initSchema>;

/** The distribution of a parameter's first value, element by element. */
export type Init =
  | { readonly kind: 'normal'; readonly stddev: number; readonly mean?: number }
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'constant'; readonly value: number };

/**
 * How many weights meet in one output element (`in`) and one input element (`out`), on average.
 * `pytorch` is the fan-in that PyTorch computes for the same layer, which differs for transposed convolutions.
 */
export interface Fans {
  readonly in: number;
  readonly out: number;
  readonly pytorch: number;
}

/** Dense kernel [inputs, units]. */
export function denseFans(inputs: number, units: number): Fans {
  return { in: inputs, out: units, pytorch: inputs };
}

/**
 * Filters [O, C, kh, kw]. A stride thins out the outputs that an input element reaches, so fan-out is divided by it,
 * as in WGAN-GP's code (tflib/ops/conv2d.py); Keras and PyTorch do not divide.
 */
export function convFans(
  [filters, channels, height, width]: readonly number[],
  strides: readonly number[],
): Fans {
  const area = height * width;
  return {
    in: channels * area,
    out: (filters * area) / (strides[0] * strides[1]),
    pytorch: channels * area,
  };
}

/**
 * Kernel [in, out, kh, kw] of a transposed convolution, the adjoint of a convolution: the fans change sides, and the
 * stride thins out the inputs that an output element sees (as in WGAN-GP's tflib/ops/deconv2d.py).
 * PyTorch computes its fan-in from axis 1 of every kernel, which is out · kh · kw here; the scheme `pytorch` does too.
 */
export function convTransposeFans(kernel: readonly number[], strides: readonly number[]): Fans {
  const conv = convFans(kernel, strides);
  return { in: conv.out, out: conv.in, pytorch: conv.pytorch };
}

/** He et al., "Delving Deep into Rectifiers" (2015), eq. 10; Glorot & Bengio (2010), eq. 16; PyTorch's nn.Linear. */
export function kernelInit(init: InitScheme, fans: Fans): Init {
  switch (init.scheme) {
    case 'normal':
      return { kind: 'normal', stddev: init.stddev };
    case 'he':
      return { kind: 'normal', stddev: Math.sqrt(2 / fans.in) };
    case 'glorot':
      return { kind: 'uniform', limit: Math.sqrt(6 / (fans.in + fans.out)) };
    case 'pytorch':
      return { kind: 'uniform', limit: 1 / Math.sqrt(fans.pytorch) };
    default:
      return init satisfies never;
  }
}

/** Zero in every scheme but PyTorch's. */
export function biasInit(init: InitScheme, fans: Fans): Init {
  return init.scheme === 'pytorch' ? kernelInit(init, fans) : { kind: 'constant', value: 0 };
}
