/** `run.json`: what a run trains and how, enough to go on with it. */
import { KantorError } from '@kantor/tensor';
import { readJson } from './read-json.js';
import { replaceFile } from './replace-file.js';
import type { RunFolder } from './run-folder.js';

/** What `run.json` says: all that is needed to go on with a run, and where it came from. */
export interface RunInfo {
  readonly format: 1;
  readonly model: string;
  readonly modelHash: string;
  readonly seed: number;
  /** Generator steps asked for. */
  readonly steps: number;
  /** Folder of the data, where one was given. */
  readonly data?: string;
  readonly engine: string;
  readonly threads: number;
  /** Samples in a batch, where it is not what the model says. */
  readonly batchSize?: number;
  readonly createdAt: string;
}

export function readRunInfo(folder: RunFolder): RunInfo {
  const info = (readJson(folder.info, 'run/info') ?? {}) as Partial<RunInfo>;
  const { format, seed, steps, modelHash, batchSize = 1 } = info;
  if (
    format === 1 &&
    Number.isSafeInteger(seed) &&
    Number.isSafeInteger(steps) &&
    typeof modelHash === 'string' &&
    Number.isSafeInteger(batchSize) &&
    batchSize > 0
  ) {
    return info as RunInfo;
  }
  throw new KantorError(
    'run/info',
    `${folder.info} is not the description of a run (format 1 with seed, steps and modelHash). ` +
      'It was altered or written by another version; start a new run with --run=DIR.',
  );
}

export function writeRunInfo(folder: RunFolder, info: RunInfo): void {
  replaceFile(folder.info, `${JSON.stringify(info, null, 2)}\n`);
}
