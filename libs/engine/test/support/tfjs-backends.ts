/** TensorFlow.js with the backends that npm alone brings, for tests. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { tfjsEngine } from '@kantor/engine/tfjs';
import type { Engine } from '@kantor/engine';

tf.enableProdMode(); // no advertisement for tfjs-node

export { tf };

export type TestBackend = 'cpu' | 'wasm';
export const testBackends: readonly TestBackend[] = ['cpu', 'wasm'];

export function tfjsOn(backend: TestBackend): Engine {
  const description = `tfjs-${backend} on @tensorflow/tfjs-core ${tf.version_core}`;
  return tfjsEngine(tf, { name: `tfjs-${backend}`, description, backend });
}
