/** How fast an engine trains, in about a second: a known small model on made-up images. */
import type { Engine } from '@kantor/engine';
import { findModel } from '@kantor/run';
import { dataShape, type ModelSpec } from '@kantor/spec';
import { floats, sizeOf, stream } from '@kantor/tensor';
import { createTraining, type BatchSource, type Training } from '@kantor/wgan';

/** The model whose training is the measure; it is the one that the README trains. */
export const measuredModel = 'mnist-wgan-gp';

/** What one step of the measure is, for people. */
export function describeMeasure({ data, training }: ModelSpec): string {
  const [, rows, columns] = dataShape(data);
  return (
    `real images that the critic sees in a second while ${measuredModel} trains: a generator step after ` +
    `${training.criticSteps} critic steps with gradient penalty, batches of ${training.batchSize} images of ` +
    `${rows} x ${columns}`
  );
}

function noise({ data }: ModelSpec): BatchSource {
  const sampleShape = dataShape(data);
  return {
    sampleShape,
    batch(index, size) {
      const shape = [size, ...sampleShape];
      const uniform = stream(1, 'doctor/noise', index).uniform(new Float32Array(sizeOf(shape)));
      return floats(
        shape,
        uniform.map((value) => 2 * value - 1),
      );
    },
  };
}

export interface Speed {
  /** Real images that the critic saw, in a second. */
  readonly imagesPerSecond: number;
  readonly batchSize: number;
}

/** A first step with a batch of `trialBatch` that takes so many ms is all that is asked of a slow engine. */
const trialBatch = 2;
const slow = 1000;
const enough = 1000;

async function withTraining<T>(
  engine: Engine,
  batchSize: number,
  use: (training: Training) => Promise<T>,
): Promise<T> {
  const model = findModel(measuredModel);
  const spec = { ...model, training: { ...model.training, batchSize } };
  const training = await createTraining({
    spec,
    seed: 1,
    engine,
    source: noise(spec),
    steps: spec.training.steps,
  });
  try {
    return await use(training);
  } finally {
    await training.dispose();
  }
}

/**
 * How fast an engine trains: steps of about a second after one to warm up; of a slow engine, one step with a small batch.
 * @param now a clock in milliseconds.
 */
export async function measureSpeed(
  engine: Engine,
  now: () => number = () => performance.now(),
): Promise<Speed> {
  const trial = await withTraining(engine, trialBatch, async (training) => {
    const start = now();
    const { samplesSeen } = await training.step();
    return { samplesSeen, took: now() - start };
  });
  if (trial.took >= slow) {
    return { imagesPerSecond: trial.samplesSeen / (trial.took / 1000), batchSize: trialBatch };
  }
  const { batchSize } = findModel(measuredModel).training;
  return withTraining(engine, batchSize, async (training) => {
    await training.step();
    const start = now();
    let images = 0;
    do images += (await training.step()).samplesSeen;
    while (now() - start < enough);
    return { imagesPerSecond: images / ((now() - start) / 1000), batchSize };
  });
}
