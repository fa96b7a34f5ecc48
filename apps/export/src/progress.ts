/** What every export tells while it works, and the sheet that it leaves. */
import { samplePng } from '@kantor/image';
import { replaceFile } from '@kantor/run';
import { requireFile } from './destination.js';
import type { Parity } from './parity.js';
import type { Trained } from './trained.js';

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
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

/** Looks before the work whether {@link writeSheet} can write. @throws what `requireFile` throws. */
export function requireSheet(path: string, { model: { spec } }: Trained): void {
  if ('range' in spec.data) requireFile(path);
}

/** Writes the samples as a sheet, if they are images. */
export function writeSheet(path: string, { samples }: Parity, { model: { spec } }: Trained): void {
  if (!('range' in spec.data)) return;
  replaceFile(path, samplePng(samples, spec.data.range));
  say(`Sheet: ${path}, sampled from the file itself`);
}
