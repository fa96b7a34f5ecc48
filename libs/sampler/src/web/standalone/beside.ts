/** Loads generators with what lies beside this script: the worker's script and the files of `onnxruntime-web`. */
import { createLoad } from '../load.js';

// By another name, since bundlers would look for what lies beside it now.
const here = import.meta.url;

export const load = createLoad({
  assets: new URL('.', here),
  worker: () => new Worker(new URL('worker.js', here), { type: 'module' }),
});
