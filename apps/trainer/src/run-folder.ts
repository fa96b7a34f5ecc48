/** The folder of a training run: where each of its files is, and that a new run never overwrites an old one. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KantorError } from '@kantor/tensor';

export interface RunFolder {
  readonly path: string;
  /** The model as it was when the run began. */
  readonly model: string;
  readonly info: string;
  readonly metrics: string;
  readonly samples: string;
  readonly checkpoints: string;
  readonly trace: string;
  readonly report: string;
}

export function runFolder(path: string): RunFolder {
  return {
    path,
    model: join(path, 'model.json'),
    info: join(path, 'run.json'),
    metrics: join(path, 'metrics.jsonl'),
    samples: join(path, 'samples'),
    checkpoints: join(path, 'checkpoints'),
    trace: join(path, 'trace'),
    report: join(path, 'report.html'),
  };
}

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
  readonly createdAt: string;
}

export function hasRun(folder: RunFolder): boolean {
  return existsSync(folder.info);
}

/** Makes the folder for a new run. @throws KantorError `trainer/run-exists` if there is something in it. */
export function createRunFolder(folder: RunFolder): void {
  if (existsSync(folder.path) && readdirSync(folder.path).length > 0) {
    const what = hasRun(folder) ? 'holds a run' : 'is not empty';
    throw new KantorError(
      'trainer/run-exists',
      `The folder ${folder.path} ${what}, and nothing in it will be overwritten. ` +
        'Go on with the run by --resume, or choose another folder with --run=DIR.',
    );
  }
  mkdirSync(folder.samples, { recursive: true });
}

export function readRunInfo(folder: RunFolder): RunInfo {
  let info: Partial<RunInfo>;
  try {
    info = JSON.parse(readFileSync(folder.info, 'utf8')) as Partial<RunInfo>;
  } catch (cause) {
    throw new KantorError('trainer/run-info', `${folder.info} cannot be read as JSON: ${String(cause)}`, {
      cause,
    });
  }
  const { format, seed, steps, modelHash } = info;
  if (
    format === 1 &&
    Number.isSafeInteger(seed) &&
    Number.isSafeInteger(steps) &&
    typeof modelHash === 'string'
  ) {
    return info as RunInfo;
  }
  throw new KantorError(
    'trainer/run-info',
    `${folder.info} is not the description of a run (format 1 with seed, steps and modelHash). ` +
      'It was altered or written by another version; start a new run with --run=DIR.',
  );
}

/** Replaces a file as a whole: a reader never sees half of it. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

export function writeRunInfo(folder: RunFolder, info: RunInfo): void {
  replaceFile(folder.info, `${JSON.stringify(info, null, 2)}\n`);
}
