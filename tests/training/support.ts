/** Trainings on the real engine, ONNX Runtime on one thread of the CPU, for tests to step and watch. */
import { ortEngine } from '@kantor/engine/ort';
import type { Loaded } from '@kantor/engine';
import { nodeRuntime } from '@kantor/runtime/node';
import { dataShape, type ModelSpec } from '@kantor/spec';
import { floats, sizeOf, stream, type FloatTensor, type HostTensor, type TensorMap } from '@kantor/tensor';
import { createTraining, type BatchSource, type Training, type TrainingOptions } from '@kantor/wgan';
import { expect, onTestFinished } from 'vitest';

export const engine = ortEngine(nodeRuntime(), { device: 'cpu', threads: 1 });

/** Samples of a model's shape that look like noise in [−1, 1), for tests that learn nothing from them. */
export function noiseSource(spec: ModelSpec, seed = 1): BatchSource {
  const sampleShape = dataShape(spec.data);
  return {
    sampleShape,
    batch(index, size) {
      const shape = [size, ...sampleShape];
      const uniform = stream(seed, 'test/noise', index).uniform(new Float32Array(sizeOf(shape)));
      return floats(
        shape,
        uniform.map((value) => 2 * value - 1),
      );
    },
  };
}

/** A training that is disposed when the test ends. */
export async function open(spec: ModelSpec, options: Partial<TrainingOptions> = {}): Promise<Training> {
  const training = await createTraining({
    spec,
    seed: 1,
    engine,
    source: noiseSource(spec),
    steps: spec.training.steps,
    sampleBatch: 4,
    scoreBatch: 4,
    ...options,
  });
  onTestFinished(() => training.dispose());
  return training;
}

export async function takeSteps(training: Training, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await training.step();
}

export interface Run {
  readonly program: string;
  readonly feeds: TensorMap;
}

/** Every run of a program, in order, written to `runs`. */
export function recordRuns(runs: Run[]): (loaded: Loaded) => Loaded {
  return (loaded) => ({
    ...loaded,
    run(program, feeds) {
      runs.push({ program, feeds });
      return loaded.run(program, feeds);
    },
  });
}

/** The bytes of a tensor, so that 0 and −0 differ and NaN equals itself. */
function bytes({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

export function expectSameBits(actual: TensorMap, expected: TensorMap): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const name of Object.keys(expected)) {
    expect(Buffer.compare(bytes(actual[name]), bytes(expected[name])), name).toBe(0);
  }
}

export function firstNumber(value: HostTensor): number {
  return (value as FloatTensor).data[0];
}
