/** A sound model for tests to break, and networks of any layers. */
import type { ModelInput } from '../src/model.js';

export type Changes = { -readonly [K in keyof ModelInput]?: unknown };

const adam = { kind: 'adam', learningRate: 1e-4 } as const;

/** A small MNIST model, with some of its top-level keys replaced. */
export function model(changes: Changes = {}): unknown {
  const sound: ModelInput = {
    name: 'small',
    data: { kind: 'mnist' },
    latent: { size: 4 },
    generator: {
      layers: [
        { kind: 'dense', units: 49 },
        { kind: 'reshape', shape: [1, 7, 7] },
        { kind: 'convTranspose', filters: 2, kernel: 4, stride: 2 },
        { kind: 'convTranspose', filters: 1, kernel: 4, stride: 2 },
        { kind: 'tanh' },
      ],
    },
    critic: {
      layers: [
        { kind: 'conv', filters: 2, kernel: 4, stride: 4 },
        { kind: 'flatten' },
        { kind: 'dense', units: 1 },
      ],
    },
    objective: { loss: 'wasserstein', lipschitz: { method: 'gradientPenalty' } },
    training: { steps: 10, criticOptimizer: adam, generatorOptimizer: adam },
  };
  return { ...sound, ...changes };
}

/** The small model with another generator. */
export function withGenerator(...layers: readonly object[]): unknown {
  return model({ generator: { layers } });
}

/** The small model with another critic. */
export function withCritic(...layers: readonly object[]): unknown {
  return model({ critic: { layers } });
}

/** The message of the error that `run` throws. */
export function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('expected an error');
}
