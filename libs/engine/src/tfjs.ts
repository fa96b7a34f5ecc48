export { tfjsEngine, type TfjsOptions } from './tfjs/engine.js';
export type { Tfjs, TfTensor } from './tfjs/namespace.js';
