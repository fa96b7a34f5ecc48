/** Critic and generator steps, ready to be measured: real programs on the engine with feeds that stay the same. */
import { floats, sizeOf, stream, type StaticShape, type TensorMap } from '@kantor/tensor';
import { floatOperations, simplify, type Program } from '@kantor/graph';
import type { Engine } from '@kantor/engine';
import { createModel, criticStep, generatorStep, initialState } from '@kantor/wgan';
import { benchModel, type Method } from './networks.js';
import type { Candidate } from './rounds.js';

export interface StepCandidate extends Candidate {
  readonly method: Method;
  readonly filters: number;
  readonly batch: number;
  readonly program: 'criticStep' | 'generatorStep';
  /** Float operations of one step. */
  readonly operations: number;
}

/** Numbers in [0, 1) for every feed: fit for images, latents and mixes; small learning rates keep weights sane. */
function feedsOf(program: Program): TensorMap {
  return Object.fromEntries(
    program.feeds.map(({ op: { name }, shape }) => {
      const drawn = stream(1, name).uniform(new Float32Array(sizeOf(shape as StaticShape)));
      return [name, floats(shape as StaticShape, name === 'learningRate' ? [1e-6] : drawn)];
    }),
  );
}

export interface StepSubject {
  readonly method: Method;
  readonly filters: number;
  readonly batch: number;
  /** Tells the candidates from those of other engines. */
  readonly label: string;
}

/** The two steps of one model. Ended by `dispose`. */
export async function loadSteps(
  engine: Engine,
  { method, filters, batch, label }: StepSubject,
): Promise<{ candidates: StepCandidate[]; dispose: () => Promise<void> }> {
  const model = createModel(benchModel(method, filters));
  const programs = {
    criticStep: criticStep(model, batch),
    generatorStep: generatorStep(model, batch),
  };
  const loaded = await engine.load(programs, initialState(model, 1));
  const candidates = (['criticStep', 'generatorStep'] as const).map((program) => {
    const feeds = feedsOf(programs[program]);
    return {
      name: `${method} ${filters} ${program}, ${label}`,
      method,
      filters,
      batch,
      program,
      operations: floatOperations(simplify(programs[program])),
      run: () => loaded.run(program, feeds),
    };
  });
  return { candidates, dispose: () => loaded.dispose() };
}
