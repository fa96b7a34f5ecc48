/** Opens generators with the sampler. */
import { Sampler } from '@kantor/sampler/web';
import type { Load } from './model.js';

/** @param assets URL of the folder of ONNX Runtime's files. */
export const load =
  (assets: string): Load =>
  (file, options) =>
    Sampler.load(file, { ...options, assets });
