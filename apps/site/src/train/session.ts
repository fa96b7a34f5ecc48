/** A training of a toy: steps, and frames that show where it is. It runs in a worker and draws nothing. */
import { toySource, type ToyKind } from '@kantor/dataset';
import type { Engine } from '@kantor/engine';
import { gridNodes, levelSets, type Place } from '@kantor/image';
import { parseModel, type ModelInput } from '@kantor/spec';
import { createModel, createTraining, drawLatents, type StepReport, type Training } from '@kantor/wgan';
import { carryState } from './carry.js';
import { extent, pointCount, side, type Frame } from './frame.js';
import { applySettings, type Settings } from './settings.js';

const grid = { columns: 51, rows: 51, extent } as const;
const nodes = gridNodes(grid);
const levelCount = 14;
const [x0, x1, y0, y1] = extent;
const place: Place = (x, y) => [((x - x0) / (x1 - x0)) * side, ((y1 - y) / (y1 - y0)) * side];

export interface Session {
  readonly training: Training;
  /**
   * Trains, then looks.
   * @param enough told how many steps are done and how long the look of the frame before took; true ends the training.
   */
  advance(enough: (steps: number, lookTime: number) => boolean): Promise<Frame>;
}

/** What the generator makes and how the critic judges, just now. */
function createLook(training: Training, seed: number): () => Promise<Pick<Frame, 'samples' | 'levels'>> {
  const latents = drawLatents(training.model.spec.latent, pointCount, seed, 'preview');
  return async () => {
    const samples = (await training.sample(latents)).data;
    const values = (await training.score(nodes)).data;
    const levels = levelSets({ ...grid, values }, levelCount, place).map(({ path }) => path);
    return { samples, levels };
  };
}

function createSession(training: Training, seed: number): Session {
  const look = createLook(training, seed);
  let lookTime = 0;
  return {
    training,
    async advance(enough) {
      const estimates: number[] = [];
      let last: StepReport | undefined;
      while (!enough(estimates.length, lookTime)) {
        last = await training.step();
        estimates.push(last.wasserstein);
      }
      const start = performance.now();
      const seen = await look();
      lookTime = performance.now() - start;
      const wasserstein = Float32Array.from(estimates);
      return { ...training.progress, wasserstein, slope: last?.gradientNorm, ...seen };
    },
  };
}

/** @param before a session whose state this one goes on from; it is not disposed. */
export async function openSession(
  engine: Engine,
  toy: ModelInput,
  settings: Settings,
  before?: Session,
): Promise<Session> {
  const { seed } = settings;
  const spec = parseModel(applySettings(toy, settings), toy.name);
  const resume = before && {
    progress: before.training.progress,
    state: carryState(await before.training.state(), before.training.model, createModel(spec), seed),
  };
  const training = await createTraining({
    spec,
    seed,
    engine,
    source: toySource(spec.data.kind as ToyKind, seed),
    steps: spec.training.steps,
    sampleBatch: pointCount,
    scoreBatch: nodes.shape[0],
    ...(resume ? { resume } : {}),
  });
  return createSession(training, seed);
}
