/** Opens generators with the sampler. */
import type { Load } from './model.js';

/** @param assets URL of the folder of ONNX Runtime's files. */
export const load =
  (_assets: string): Load =>
  () =>
    Promise.reject(new Error('Sampling in browsers is not here yet.'));
