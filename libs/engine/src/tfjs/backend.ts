/** What the backends of TensorFlow.js do differently, as far as it decides which kernels are called. */
import { KantorError } from '@kantor/tensor';
import type { Tfjs, TfKernel } from './namespace.js';

/** Measured and read in version 4.22; docs/decisions/0014-tfjs-engine.md has the figures. */
export interface Backend {
  readonly name: string;
  /** @throws KantorError `engine/unsupported` if the backend has no such kernel. */
  readonly kernel: (name: string) => TfKernel;
  /** To see a tensor under another shape costs nothing. */
  readonly cheapViews: boolean;
  /** Matrix products are as fast with transposed operands as without. */
  readonly fastTransposedOperands: boolean;
  /** The kernel `Step` is one cheap pass over the elements. */
  readonly fastStep: boolean;
  /** Sums over leading axes are faster as a product with ones than by the kernel `Sum`. */
  readonly sumsAsProducts: boolean;
  /** The kernel `Sum` adds one term after the other to one float32. */
  readonly plainSums: boolean;
  /** The kernel `Sign` knows numbers next to 0 from 0. */
  readonly exactSign: boolean;
  /** A tensor may be the second operand of products under one shape only: its packed form is kept by its identity. */
  readonly oneShapeAsFactor: boolean;
  /** Pads called `same` are right where an axis of the kernel is smaller than its stride. */
  readonly exactSame: boolean;
  /** The gradients of convolutions take pads of any size, and not just those called `valid` and `same`. */
  readonly explicitGradientPads: boolean;
  readonly inputGradient: 'kernel' | 'convolution';
  readonly filterGradient: 'kernel' | 'convolution';
}

export function backendOf(tf: Tfjs, name: string): Backend {
  const has = (kernel: string) => Boolean(tf.getKernel(kernel, name));
  const [wasm, cpu, native] = ['wasm', 'cpu', 'tensorflow'].map((known) => known === name);
  return {
    name,
    kernel(kernelName) {
      const kernel = tf.getKernel(kernelName, name);
      if (kernel) return kernel;
      throw new KantorError(
        'engine/unsupported',
        `The backend '${name}' of TensorFlow.js has no kernel '${kernelName}', which the program needs. ` +
          'Import the package that registers it, or use another backend.',
      );
    },
    cheapViews: wasm || cpu,
    fastTransposedOperands: !wasm,
    fastStep: wasm || cpu,
    sumsAsProducts: wasm || cpu,
    plainSums: wasm,
    exactSign: !wasm,
    oneShapeAsFactor: wasm,
    exactSame: !wasm,
    explicitGradientPads: !native,
    inputGradient: wasm || !has('Conv2DBackpropInput') ? 'convolution' : 'kernel',
    filterGradient: cpu || !has('Conv2DBackpropFilter') ? 'convolution' : 'kernel',
  };
}
