/** A process that saves checkpoints until it is killed, and prints the step of each one saved. Every third save repeats. */
import { floats, stream } from '@kantor/tensor';
import { loadCheckpoint, saveCheckpoint } from '@kantor/checkpoint';

const dir = process.argv[2];
let step = ((await loadCheckpoint(dir))?.step ?? 0) + 1;
for (let save = 1; ; save++) {
  const weight = floats([50_000], stream(step, 'weight').normal(new Float32Array(50_000)));
  const progress = { step, criticSteps: 0, dataCursor: 0, seed: 0, specHash: 'a', engine: 'a', threads: 1 };
  await saveCheckpoint(dir, { ...progress, tensors: { weight } }, { keep: 2 });
  process.stdout.write(`${step}\n`);
  if (save % 3 !== 0) step++;
}
