export { foldWeights } from './fold.js';
export { blockedModel, type BlockedModel } from './file/blocked-model.js';
export { agree, findBlockSize } from './block-size.js';
export type { BlockSize } from './lower/blocked-layout.js';
export { defaultOpset, supportedOpsets, writeOnnx, type OnnxGraph, type OnnxOptions } from './write.js';
export type { OnnxPort } from './port.js';
export { readOnnx, type OnnxSummary } from './read.js';
