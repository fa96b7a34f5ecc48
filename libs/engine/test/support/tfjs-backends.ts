/** TensorFlow.js with backends that run anywhere, for tests. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import type { Engine } from '@kantor/engine';
import { tfjsEngine, type Tfjs } from '@kantor/engine/tfjs';
import type { TfAttributes, TfCall, TfInputs } from '../../src/tfjs/namespace.js';

tf.enableProdMode(); // no advertisement for tfjs-node

export { tf };

/**
 * Calls every kernel of the pure JavaScript backend that it has, as on a backend that nothing is known of; and, under the
 * name of the native backend, with what its gradients of convolutions refuse.
 */
const stands = { loops: 'cpu', tensorflow: 'cpu' } as const;

for (const [name, like] of Object.entries(stands)) {
  const make = tf.findBackendFactory(like);
  tf.registerBackend(name, make, 0);
  tf.copyRegisteredKernels(like, name);
}

/** As tfjs-node 4.22 does: its operators could, but its kernels do not. */
function refusePads(kernel: string): void {
  const { kernelFunc, ...config } = tf.getKernel(kernel, 'tensorflow');
  tf.unregisterKernel(kernel, 'tensorflow');
  tf.registerKernel({
    ...config,
    kernelFunc(args) {
      const pad = (args.attrs as { pad?: unknown } | undefined)?.pad;
      if (pad !== 'valid' && pad !== 'same') throw new Error(`only 'valid' and 'same', not ${String(pad)}`);
      return kernelFunc(args);
    },
  });
}
refusePads('Conv2DBackpropFilter');
refusePads('Conv2DBackpropInput');

export type TestBackend = 'cpu' | 'wasm' | keyof typeof stands;

/** What a user has, under the names of engines; and stand-ins for what a machine without it cannot run. */
export const testBackends: Readonly<Record<string, TestBackend>> = {
  'tfjs-cpu': 'cpu',
  'tfjs-wasm': 'wasm',
  'tfjs on a backend that nothing is known of': 'loops',
  'tfjs on a stand-in for the native backend': 'tensorflow',
};

/** @param namespace one that watches or disturbs `tf`, in its place. */
export function tfjsOn(backend: TestBackend, namespace: Tfjs = tf): Engine {
  const description = `${backend} of @tensorflow/tfjs-core ${tf.version_core}`;
  return tfjsEngine(namespace, { name: `tfjs-${backend}`, description, backend });
}

export interface KernelCall {
  readonly name: string;
  readonly inputs: TfInputs;
  readonly attributes: TfAttributes;
  readonly run: () => unknown;
}

/** `tf` with `around` in the place of each kernel that an engine calls. */
export function watching(around: (call: KernelCall) => unknown): Tfjs {
  const getKernel: Tfjs['getKernel'] = (name, backend) => {
    const kernel = (tf as Tfjs).getKernel(name, backend);
    if (!kernel) return undefined;
    const kernelFunc = ({ inputs, attrs, ...rest }: TfCall): unknown =>
      around({
        name,
        inputs,
        attributes: attrs,
        run: () => kernel.kernelFunc({ inputs, attrs, ...rest } as never),
      });
    return { kernelFunc };
  };
  return { ...tf, getKernel };
}
