/** What every export tells while it works, and the sheet that it leaves. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { samplePng } from '@kantor/image';
import { replaceFile } from '@kantor/run';
import { KantorError } from '@kantor/tensor';
import type { Parity } from './parity.js';
import type { Trained } from './trained.js';

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** @throws KantorError `export/folder` if what holds `path` is not there. */
export function requireFolder(path: string): void {
  if (existsSync(dirname(path))) return;
  throw new KantorError(
    'export/folder',
    `The folder of ${path} does not exist; make it first, or choose another --out.`,
  );
}

export function sayCheckpoint({ checkpoint, weights }: Trained): void {
  say(
    `Checkpoint: ${checkpoint.name}, ${weights === 'ema' ? 'moving average of the weights' : 'last weights'}`,
  );
}

export function sayParity({ samples, maxAbsoluteDifference }: Parity): void {
  const difference = maxAbsoluteDifference.toExponential(1);
  say(`Largest difference from the training engine on ${samples.shape[0]} latents: ${difference}`);
}

/** Writes the samples as a sheet, if they are images. */
export function writeSheet(path: string, { samples }: Parity, { model: { spec } }: Trained): void {
  if (!('range' in spec.data)) return;
  replaceFile(path, samplePng(samples, spec.data.range));
  say(`Sheet: ${path}, sampled from the file itself`);
}
