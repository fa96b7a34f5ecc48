/** Runs a plan: kernel after kernel, each tensor disposed after its last use. */
import type { HostTensor } from '@kantor/tensor';
import { copyTensor } from '../copy.js';
import type { TfData, TfDType, Tfjs, TfTensor } from './namespace.js';
import type { Plan } from './plan.js';
import type { Registers } from './tape.js';

/**
 * Leaves the results in their registers, for the caller to dispose. If a kernel fails, everything made so far is
 * disposed, what kernels made for themselves included, and the states are as they were.
 */
export function compute(tf: Tfjs, plan: Plan, registers: Registers, feeds: readonly HostTensor[]): void {
  tf.tidy(() => {
    plan.feeds.forEach(({ used, kept, register, deviceShape }, i) => {
      if (!used) return;
      // Some backends keep the array that they are given.
      const { data, dtype } = kept ? copyTensor(feeds[i]) : feeds[i];
      registers[register] = tf.tensor(data as TfData, deviceShape as number[], dtype as TfDType);
    });
    for (const { slot, register } of plan.states) registers[register] = slot.tensor;
    for (const { run, last } of plan.steps) {
      run(registers);
      for (const register of last) (registers[register] as TfTensor).dispose();
    }
    for (const register of plan.results) tf.keep(registers[register] as TfTensor);
  });
}
