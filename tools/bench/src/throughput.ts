/** Training as users run it: the whole loop on the engine in its worker thread, with real data. */
import { ortWorkerEngine } from '@kantor/engine/node';
import type { ModelSpec } from '@kantor/spec';
import { createTraining, type BatchSource } from '@kantor/wgan';
import { median } from './statistics.js';

export interface Throughput {
  readonly name: string;
  readonly threads: number;
  /** Generator steps, each after its critic steps, in a second. */
  readonly stepsPerSecond: number;
  /** Real images that the critic saw in a second. */
  readonly imagesPerSecond: number;
}

export async function measureThroughput(
  spec: ModelSpec,
  source: BatchSource,
  {
    threads,
    spin,
    blocked,
    steps,
  }: {
    readonly threads: number;
    readonly spin: number | undefined;
    readonly blocked: boolean;
    readonly steps: number;
  },
): Promise<Throughput> {
  const training = await createTraining({
    spec,
    seed: 1,
    engine: ortWorkerEngine({
      device: 'cpu',
      threads,
      ...(spin === undefined ? {} : { spinMicroseconds: spin }),
      blocked: blocked && 'auto',
    }),
    source,
    steps: 1000,
  });
  const seconds: number[] = [];
  let samples = 0;
  await training.step();
  for (let i = 0; i < steps; i++) {
    const start = performance.now();
    samples = (await training.step()).samplesSeen;
    seconds.push((performance.now() - start) / 1000);
  }
  await training.dispose();
  const perStep = median(seconds);
  return { name: spec.name, threads, stepsPerSecond: 1 / perStep, imagesPerSecond: samples / perStep };
}
