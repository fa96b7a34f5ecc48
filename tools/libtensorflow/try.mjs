/** Loads the TensorFlow.js package whose folder is named, multiplies two matrices and says on what. */
import { createRequire } from 'node:module';

/** What of the package is used here. @typedef {{ binding: { TF_Version: string }, isUsingGpuDevice: boolean }} Backend */
/** @typedef {{ dataSync(): Float32Array }} Tensor */
/** @typedef {{ matMul(a: number[][], b: number[][]): Tensor, backend(): Backend }} TensorFlow */

const require = createRequire(import.meta.url);
// Node 23 took it away, and the packages call it (tensorflow/tfjs#8425).
Object.assign(require('node:util'), { isNullOrUndefined: (/** @type {unknown} */ value) => value == null });

const tf = /** @type {TensorFlow} */ (require(String(process.argv[2])));
const [product] = tf.matMul([[1, 2]], [[3], [4]]).dataSync(); // 1·3 + 2·4
if (product !== 11) throw new Error(`A product that should be 11 came out as ${product}.`);
const { binding, isUsingGpuDevice } = tf.backend();
console.log(`TensorFlow ${binding.TF_Version} on the ${isUsingGpuDevice ? 'GPU' : 'CPU'}`);
