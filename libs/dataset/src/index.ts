export type { BatchSource } from './batch-source.js';
export { parseCifar } from './cifar.js';
export type { DataSpec } from './data-spec.js';
export type { Dataset } from './dataset.js';
export { parseIdx, type Idx } from './idx.js';
export { pixelDataset, type Pixels, type Range } from './pixels.js';
export { shuffled } from './shuffled.js';
export { eightGaussians, swissRoll, toySource, twentyFiveGaussians, type ToyKind } from './toys.js';
