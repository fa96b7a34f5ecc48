/**
 * TensorFlow.js as it comes, beside our engine on it: the same networks by its own operations, gradients and optimizers,
 * in its native backend.
 */
import type * as tfjs from '@tensorflow/tfjs-core';
import { findTfjs, loadTfjs, probeTfjs, type FoundTfjs, type LoadedTfjs } from '@kantor/engine/node';
import { tfjsFolders } from '../engines.js';
import type { OtherSteps } from '../measure-engines.js';
import { batchSize } from '../networks.js';
import { createStockNetworks } from './stock-networks.js';
import { createStockSteps } from './stock-steps.js';

/** The package in this thread; undefined where it does not work. */
export async function loadNative(threads: number): Promise<LoadedTfjs | undefined> {
  const { available } = await probeTfjs('tfjs-node', { folders: tfjsFolders });
  if (!available) return undefined;
  return loadTfjs(findTfjs('tfjs-node', tfjsFolders) as FoundTfjs, { threads });
}

export function stockSteps({ tf: loaded }: LoadedTfjs): OtherSteps {
  const tf = loaded as unknown as typeof tfjs; // the engine needs less of it
  const engine = 'tfjs-node, its own gradients';
  return {
    engine,
    load(method, filters) {
      // Of leakyRelu it has no second gradient, and so no gradient of a penalty.
      const leaky = method === 'WGAN' ? 'leakyRelu' : 'relu';
      const networks = createStockNetworks(tf, filters, leaky);
      const steps = createStockSteps(tf, networks, method, batchSize);
      const candidates = (['criticStep', 'generatorStep'] as const).map((program) => ({
        name: `${method} ${filters} ${program}, ${engine}`,
        method,
        filters,
        program,
        batch: batchSize,
        operations: Number.NaN,
        run: steps[program],
      }));
      return Promise.resolve({ candidates, dispose: () => Promise.resolve(steps.dispose()) });
    },
  };
}
