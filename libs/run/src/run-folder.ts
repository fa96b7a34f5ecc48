/** The folder of a training run: where each of its files is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface RunFolder {
  readonly path: string;
  /** The model as it was when the run began. */
  readonly model: string;
  readonly info: string;
  /** Of the process that trains in the folder. */
  readonly lock: string;
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
    lock: join(path, 'run.lock'),
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
