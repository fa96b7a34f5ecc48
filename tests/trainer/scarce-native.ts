/**
 * A package `@tensorflow/tfjs-node` whose device runs out of memory when it is told to: TensorFlow.js's own loops under
 * the name of the native backend. What it throws then is what libtensorflow throws.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const resolve = (name: string): string => createRequire(import.meta.url).resolve(name);

const source = `
const { readFileSync } = require('node:fs');
const tf = require(${JSON.stringify(resolve('@tensorflow/tfjs-core'))});
const { MathBackendCPU } = require(${JSON.stringify(resolve('@tensorflow/tfjs-backend-cpu'))});
class Native extends MathBackendCPU {
  binding = { TF_Version: '2.9.1' };
  isUsingGpuDevice = true;
}
tf.registerBackend('tensorflow', () => new Native(), 3);
const left = JSON.parse(readFileSync(__dirname + '/left.json', 'utf8'));
const counted = (what, call) => (...args) => {
  if (left[what]-- === 0) {
    throw new Error('Invalid TF_Status: 8\\nMessage: OOM when allocating tensor with shape[64,512] and type float on ' +
      '/job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc');
  }
  return call(...args);
};
for (const kernel of tf.getKernelsForBackend('cpu')) {
  tf.registerKernel({ ...kernel, backendName: 'tensorflow', kernelFunc: counted('kernels', kernel.kernelFunc) });
}
module.exports = { ...tf, tensor: counted('tensors', tf.tensor) };
`;

export interface ScarceNative {
  /** From the next start of a process on: after so many kernels, or uploads, the memory is exhausted once. */
  limit(left: { readonly kernels?: number; readonly tensors?: number }): void;
}

/** Installs it in `folder`, for commands that are run there. */
export function installScarceNative(folder: string): ScarceNative {
  const home = join(folder, 'node_modules/@tensorflow/tfjs-node');
  for (const part of ['dist', 'lib/napi-v8']) mkdirSync(join(home, part), { recursive: true });
  const manifest = { name: '@tensorflow/tfjs-node', version: '4.22.0', main: 'dist/index.js' };
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(home, 'dist/index.js'), source);
  writeFileSync(join(home, 'lib/napi-v8/tfjs_binding.node'), '');
  const limit: ScarceNative['limit'] = (left) =>
    writeFileSync(join(home, 'dist/left.json'), JSON.stringify(left));
  limit({});
  return { limit };
}
