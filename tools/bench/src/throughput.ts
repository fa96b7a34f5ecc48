/** Training as users run it: the whole loop on an engine in its worker thread, with real data. */
import type { Engine } from '@kantor/engine';
import type { ModelSpec } from '@kantor/spec';
import { createTraining, type BatchSource } from '@kantor/wgan';
import { median } from './statistics.js';

export interface Throughput {
  readonly name: string;
  readonly engine: string;
  readonly threads: number;
  /** Generator steps, each after its critic steps, in a second. */
  readonly stepsPerSecond: number;
  /** Real images that the critic saw in a second. */
  readonly imagesPerSecond: number;
}

export interface ThroughputOptions {
  readonly threads: number;
  /** Steps that count, unless they take longer than `seconds`. */
  readonly steps: number;
  readonly seconds: number;
}

export async function measureThroughput(
  spec: ModelSpec,
  source: BatchSource,
  engine: Engine,
  { threads, steps, seconds }: ThroughputOptions,
): Promise<Throughput> {
  const training = await createTraining({ spec, seed: 1, engine, source, steps: 1000 });
  const times: number[] = [];
  let samples = 0;
  await training.step();
  const end = performance.now() + 1000 * seconds;
  while (times.length < steps && (times.length === 0 || performance.now() < end)) {
    const start = performance.now();
    samples = (await training.step()).samplesSeen;
    times.push((performance.now() - start) / 1000);
  }
  await training.dispose();
  const perStep = median(times);
  return {
    name: spec.name,
    engine: engine.name,
    threads,
    stepsPerSecond: 1 / perStep,
    imagesPerSecond: samples / perStep,
  };
}
