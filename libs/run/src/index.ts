export { findModel, modelHash, readModelFile, readRunModel } from './model-file.js';
export { makeFolder } from './make-folder.js';
export { holdingNewRun } from './new-run.js';
export { newestRun } from './newest-run.js';
export { replaceFile } from './replace-file.js';
export { hasRun, runFolder, type RunFolder } from './run-folder.js';
export { readRunInfo, writeRunInfo, type RunInfo } from './run-info.js';
export { holdingRun } from './run-lock.js';
export { writingTo } from './writing-to.js';
