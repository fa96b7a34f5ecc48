/** Models without networks, for tests of the protocols: what they give can be told from what they get. */
import { filled, floats, tensor, type HostTensor } from '@kantor/tensor';
import { fault } from '../../src/faults.js';
import type { Inference, InferencePort, Inferred, ModelMetadata, NamedTensor } from '../../src/inference.js';

/** `double` gives 2·latents; `labelled` its labels and steps too; `broken` NaN; `slow` nothing until it is told to. */
const metadata: readonly ModelMetadata[] = [
  {
    name: 'double',
    versions: ['1', '2'],
    version: '2',
    inputs: [{ name: 'latents', datatype: 'FP32', shape: [-1, 4] }],
    outputs: [{ name: 'samples', datatype: 'FP32', shape: [-1, 4] }],
    batching: { most: 64, buckets: [1, 8, 64], delay: 2 },
    instances: { count: 2, kind: 'cpu' },
  },
  {
    name: 'labelled',
    versions: ['1'],
    version: '1',
    inputs: [
      { name: 'latents', datatype: 'FP32', shape: [-1, 2, 2] },
      { name: 'labels', datatype: 'INT64', shape: [-1] },
      { name: 'steps', datatype: 'INT32', shape: [-1] },
    ],
    outputs: [
      { name: 'samples', datatype: 'FP32', shape: [-1, 2, 2] },
      { name: 'labels', datatype: 'INT64', shape: [-1] },
      { name: 'steps', datatype: 'INT32', shape: [-1] },
    ],
    batching: { most: 8, buckets: [8], delay: 0 },
  },
  ...['broken', 'slow'].map((name) => ({
    name,
    versions: ['1'],
    version: '1',
    inputs: [{ name: 'latents', datatype: 'FP32' as const, shape: [-1, 4] }],
    outputs: [{ name: 'samples', datatype: 'FP32' as const, shape: [-1, 4] }],
  })),
];

export interface Models extends InferencePort {
  /** Whether the server says that it is ready. */
  isReady: boolean;
  /** What was asked for, the last one last. */
  readonly calls: Inference[];
  /** Lets what waits in `slow` go on. */
  release(): void;
  failWith(error: Error | undefined): void;
}

function doubled({ shape, data }: HostTensor): HostTensor {
  return floats(
    shape,
    Float32Array.from(data as Float32Array, (value) => 2 * value),
  );
}

function run({ model, inputs }: Inference): readonly NamedTensor[] {
  const samples = inputs.find(({ name }) => name === 'latents')?.tensor;
  if (!samples) throw new Error('no latents');
  const rest = inputs.filter(({ name }) => name !== 'latents');
  const made = model === 'broken' ? filled(samples.shape, Number.NaN) : doubled(samples);
  return [{ name: 'samples', tensor: made }, ...rest];
}

/** Rejects with the signal's reason once it is aborted. */
function taken(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function find(model: string, version?: string): ModelMetadata {
  const found = metadata.find(({ name }) => name === model);
  if (!found) throw fault('server/not-found', `There is no model ${JSON.stringify(model)}.`);
  if (version !== undefined && !found.versions.includes(version))
    throw fault('server/not-found', `The model ${JSON.stringify(model)} has no version ${version}.`);
  return version === undefined ? found : { ...found, version };
}

export function createModels(): Models {
  const calls: Inference[] = [];
  const waiting = new Set<() => void>();
  let failure: Error | undefined;
  const models: Models = {
    isReady: true,
    calls,
    release: () => waiting.forEach((go) => go()),
    failWith: (error) => (failure = error),
    ready: () => models.isReady,
    modelReady: (model, version) => find(model, version).name !== 'broken',
    metadata: find,
    statistics: (model, version) =>
      (model === undefined ? metadata : [find(model, version)]).map(({ name, version: own }) => {
        const { length: count } = calls.filter((call) => call.model === name);
        const compute = { count, total: 1.5 * count };
        const none = { count: 0, total: 0 };
        const batches = [{ size: 8, compute }];
        const tallies = { success: compute, fail: none, queue: none, compute, batches };
        return { name, version: own, lastInference: 1000, rows: 3 * count, runs: count, ...tallies };
      }),
    infer: async (inference): Promise<Inferred> => {
      const { model, signal } = inference;
      const { version } = find(model, inference.version);
      calls.push(inference);
      if (failure) throw failure;
      if (model === 'slow') {
        const released = new Promise<void>((resolve) => waiting.add(resolve));
        await Promise.race([released, taken(signal)]);
      }
      const timing = { queue: 0, compute: 1.5, buckets: [8] };
      return { model, version, hash: 'ab'.repeat(32), outputs: run(inference), timing };
    },
  };
  return models;
}

/** The labels 2^53 + 1 and −2^63, which no double holds. */
export const wideLabels = tensor('int64', [2], new BigInt64Array([2n ** 53n + 1n, -(2n ** 63n)]));
