/** Finds the run that was worked on last. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KantorError } from '@kantor/tensor';
import { hasRun, runFolder, type RunFolder } from './run-folder.js';

/** Where runs go if nobody says otherwise. */
const defaultRuns = 'runs';

/** When the newest file of a run changed, in ms. */
function changedAt({ metrics, info }: RunFolder): number {
  return statSync(existsSync(metrics) ? metrics : info).mtimeMs;
}

/** @throws KantorError `run/none` if the folder holds no run. */
export function newestRun(runs: string = defaultRuns): RunFolder {
  const found = (existsSync(runs) ? readdirSync(runs) : [])
    .map((name) => runFolder(join(runs, name)))
    .filter(hasRun)
    .sort((a, b) => changedAt(b) - changedAt(a));
  if (found.length > 0) return found[0];
  throw new KantorError(
    'run/none',
    `There is no run in the folder ${runs}. Train one with \`npx nx run trainer:train --model=mnist-wgan-gp\`, ` +
      'or say where it is with --run=DIR.',
  );
}
