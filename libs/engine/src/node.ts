/** The engines in Node: each runs in a worker thread, since what it runs on blocks the thread that calls it. */
export { ortWorkerEngine } from './node/ort-worker-engine.js';
export {
  findTfjs,
  isBuilt,
  isTfjsBackend,
  tfjsBackends,
  type FoundTfjs,
  type TfjsBackend,
} from './node/tfjs-package.js';
export { openTfjs, type TfjsOptions } from './node/tfjs-engine.js';
export { loadTfjs, type LoadedTfjs } from './node/tfjs-load.js';
export { probeTfjs, type TfjsProbeOptions } from './node/tfjs-probe.js';
export { cudaFix, type TfjsPlaces, type TfjsReport } from './node/tfjs-report.js';
