export { canonicalJson } from './canonical.js';
export { dataShape, type DataSpec } from './data.js';
export type { Init, InitScheme } from './init.js';
export { modelJsonSchema } from './json-schema.js';
export type { LatentSpec } from './latent.js';
export type { LayerKind, LayerSpec } from './layers/schema.js';
export type { ModelInput, ModelSpec, NetworkSpec } from './model.js';
export {
  parameterCount,
  type Applied,
  type ApplyContext,
  type Buffer,
  type Network,
  type Parameter,
} from './network.js';
export { buildNetworks, type Networks } from './networks.js';
export type { LipschitzSpec, ObjectiveSpec } from './objective.js';
export type { OptimizerSpec } from './optimizer.js';
export { parseModel } from './parse.js';
export type { TrainingSpec } from './training.js';
export { nearest } from './nearest.js';
