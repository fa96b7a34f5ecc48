export { between, type Interpolation } from './between.js';
export type { ByDType, WeightDType } from './dtype.js';
export type { ImageBatch, SheetLayout } from './image-batch.js';
export type { Labels } from './labels.js';
export type { Distribution, LabelInfo, LatentInfo, ModelHints, ModelInfo } from './model-info.js';
export type { LabelPort, Ports } from './ports.js';
export type {
  InterpolateOptions,
  LoadOptions,
  LoadProgress,
  RanBatch,
  SampleOptions,
  SamplesOptions,
} from './options.js';
export type { PixelData } from './rgba.js';
export type { Sampler, SamplerReport } from './sampler.js';
export type { Timing } from './timing.js';
export type { WorkerEvent } from './worker-event.js';
