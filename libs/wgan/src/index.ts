export { drawLatents } from './feeds.js';
export { initialState } from './initial-state.js';
export { losses, wassersteinEstimate, type Loss, type LossName } from './losses.js';
export { averageName, createModel, networkStates, type Model } from './model.js';
export { createOptimizer, type Optimizer, type OptimizerSpec } from './optimizers.js';
export {
  gradientPenalty,
  interpolate,
  type GradientPenalty,
  type GradientPenaltyOptions,
} from './penalty.js';
export {
  criticStep,
  generatorStep,
  sample,
  samplingGraph,
  score,
  type SamplingGraph,
  type Weights,
} from './programs.js';
export { averageDecayAt, criticStepsAt, learningRateFactor } from './schedule.js';
export {
  createTraining,
  type BatchSource,
  type Progress,
  type StepReport,
  type Training,
  type TrainingOptions,
} from './training.js';
