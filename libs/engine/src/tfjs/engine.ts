/** The engine on TensorFlow.js, in the calling thread, on whatever `tf` namespace and backend it is given. */
import { KantorError } from '@kantor/tensor';
import type { Engine } from '../engine.js';
import { loadPrograms } from './load.js';
import type { Tfjs } from './namespace.js';

export interface TfjsOptions {
  /** Such as `tfjs-node-gpu`. */
  readonly name: string;
  /** One line for people: package, version, device. */
  readonly description: string;
  /** The backend of `tf` to run on, which must be registered; the one that is set when programs are loaded, if left out. */
  readonly backend?: string;
}

/**
 * Runs programs by the kernels of TensorFlow.js, one after the other, and never by its gradients: those are in the
 * programs. States stay in its tensors, in the order in which its convolutions want them.
 *
 * Engines on different backends of one namespace get along: each sets its own before it runs.
 * Loading fails with KantorError `engine/unsupported` if a program has what TensorFlow.js has not: operators of ONNX,
 * or tensors that are neither float32 nor int32 nor bool.
 */
export function tfjsEngine(tf: Tfjs, { name, description, backend }: TfjsOptions): Engine {
  return {
    name,
    description,
    async load(programs, initial) {
      const chosen = backend ?? tf.getBackend();
      if (chosen) return loadPrograms(tf, chosen, programs, initial);
      throw new KantorError(
        'engine/unsupported',
        'TensorFlow.js has no backend set. Await tf.ready(), or name a backend that is registered.',
      );
    },
  };
}
