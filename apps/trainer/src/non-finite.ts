/** Stops a run whose numbers are no longer finite, and says where it happened. */
import { KantorError } from '@kantor/tensor';
import type { StepReport, Training } from '@kantor/wgan';
import { newestCheckpoint } from './newest-checkpoint.js';

const causes = [
  'a learning rate that is too high (halve it)',
  'a critic without a Lipschitz constraint under the Wasserstein loss (use clip or gradientPenalty)',
  'data outside the range that the model says',
  'a penalty weight λ that is too high for the learning rate',
];

/** @throws KantorError `trainer/non-finite` with the step, the tensor's name and the last good checkpoint. */
export async function requireFinite(
  report: StepReport,
  training: Training,
  checkpoints: string,
): Promise<void> {
  const wrong = Object.entries(report).filter(([, value]) => !Number.isFinite(value));
  if (wrong.length === 0) return;
  const state = await training.state();
  const tensor = Object.keys(state).find((name) =>
    (state[name].data as Float32Array).some((v) => !Number.isFinite(v)),
  );
  const good = await newestCheckpoint(checkpoints);
  throw new KantorError(
    'trainer/non-finite',
    `At step ${report.step}, ${wrong.map(([name, value]) => `${name} is ${value}`).join(' and ')}; ` +
      (tensor ? `the first state that is not finite is '${tensor}'.` : 'all states are still finite.') +
      (good ? `\nThe last good checkpoint is ${good.path}.` : '\nNo checkpoint was written yet.') +
      `\nUsual causes: ${causes.join('; ')}.`,
  );
}
