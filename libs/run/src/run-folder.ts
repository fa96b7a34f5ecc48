/** The folder of a training run: where each of its files is, and that a new run never overwrites an old one. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
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
  /** The exported generator, and a sheet of what it gives. */
  readonly generator: string;
  readonly sheet: string;
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
    generator: join(path, 'generator.onnx'),
    sheet: join(path, 'generator.png'),
  };
}

export function hasRun(folder: RunFolder): boolean {
  return existsSync(folder.info);
}

/** Makes the folder for a new run. @throws KantorError `run/exists` if there is something in it. */
export function createRunFolder(folder: RunFolder): void {
  if (existsSync(folder.path) && readdirSync(folder.path).length > 0) {
    const what = hasRun(folder) ? 'holds a run' : 'is not empty';
    throw new KantorError(
      'run/exists',
      `The folder ${folder.path} ${what}, and nothing in it will be overwritten. ` +
        'Go on with the run by --resume, or choose another folder with --run=DIR.',
    );
  }
  mkdirSync(folder.samples, { recursive: true });
}
