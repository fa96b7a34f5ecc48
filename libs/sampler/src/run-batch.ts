/** Runs batches of a model that is open in a worker. */
import type { Device, Runtime, Session } from '@kantor/runtime';
import {
  floats,
  formatShape,
  isFloat,
  KantorError,
  sameShape,
  sizeOf,
  type FloatTensor,
  type HostTensor,
} from '@kantor/tensor';
import { encodeLabels } from './labels.js';
import { drawOrder } from './latent-order.js';
import type { LatentInfo } from './model-info.js';
import type { Ports } from './ports.js';
import type { Batch } from './protocol.js';

/** A model that is open. */
export interface Host {
  readonly runtime: Runtime;
  readonly device: Device;
  readonly session: Session;
  readonly ports: Ports;
  readonly latent: LatentInfo;
  /** Where samples are written; it may give the same memory again and again. */
  readonly memory: (length: number) => Float32Array;
}

function requireOutput(output: HostTensor | undefined, { output: { name, shape } }: Ports, bucket: number) {
  const expected = [bucket, ...shape];
  if (output && isFloat(output) && sameShape(output.shape, expected)) return output;
  const came = output ? `${output.dtype} ${formatShape(output.shape)}` : 'nothing';
  throw new KantorError(
    'sampler/output',
    `The model gives ${came} as '${name}' for ${bucket} latents; expected float32 ${formatShape(expected)}. ` +
      'Its file declares or its metadata say another shape than it has: give the right one, or export it again.',
  );
}

/** What is fed for one run of a batch. */
function feedsOf(
  { latent, labels: port }: Ports,
  latents: Float32Array,
  labels: HostTensor | undefined,
): Record<string, HostTensor> {
  const bucket = latents.length / sizeOf(latent.shape);
  const feeds: Record<string, HostTensor> = { [latent.name]: floats([bucket, ...latent.shape], latents) };
  if (port && labels) feeds[port.name] = labels;
  return feeds;
}

/** Latents that are there, with the first label for each. */
export function unlabelledFeeds(ports: Ports, latents: Float32Array): Record<string, HostTensor> {
  const { latent, labels } = ports;
  const bucket = latents.length / sizeOf(latent.shape);
  return feedsOf(ports, latents, labels && encodeLabels(labels, [], bucket));
}

export function zeroFeeds(ports: Ports, bucket: number): Record<string, HostTensor> {
  return unlabelledFeeds(ports, new Float32Array(bucket * sizeOf(ports.latent.shape)));
}

/** Rows `from` to `from + count` of a tensor, on its memory. */
function rowsOf<T extends HostTensor>(
  { dtype, shape: [, ...rest], data }: T,
  from: number,
  count: number,
): T {
  const size = sizeOf(rest);
  const rows = data.subarray(from * size, (from + count) * size);
  return { dtype, shape: [count, ...rest], data: rows } as HostTensor as T;
}

/** A batch of zeros: compiles shaders and reserves memory, and shows whether the model gives what it says. */
export async function warmUp({ session, ports }: Host, bucket: number): Promise<void> {
  const outputs = await session.run(zeroFeeds(ports, bucket));
  requireOutput(outputs[ports.output.name], ports, bucket);
}

function latentsOf({ latents, bucket, runs }: Batch, latent: LatentInfo): Float32Array {
  if (latents instanceof Float32Array) return latents;
  return drawOrder(latents, latent, new Float32Array(runs * bucket * latent.size));
}

/** One run of the model: [bucket, …], in `place` unless the runtime has memory of its own for it. */
async function runOnce(
  { runtime, session, ports }: Host,
  feeds: Record<string, HostTensor>,
  bucket: number,
  place: FloatTensor | undefined,
): Promise<Float32Array> {
  const { name } = ports.output;
  const outputs = await session.run(feeds, place && !runtime.copiesResults ? { [name]: place } : {});
  return requireOutput(outputs[name], ports, bucket).data;
}

/** What is fed for each run of a batch. */
function feedsFor({ ports, latent }: Host, batch: Batch): (run: number) => Record<string, HostTensor> {
  const { bucket, labels } = batch;
  const latents = latentsOf(batch, latent);
  return (run) => {
    const from = run * bucket;
    const own = latents.subarray(from * latent.size, (from + bucket) * latent.size);
    return feedsOf(ports, own, labels && rowsOf(labels, from, bucket));
  };
}

/**
 * Samples [rows, …] at the beginning of a buffer that holds nothing else that is wanted.
 * @param given memory that they may lie in, if there is room: new memory is cleared first, and is in no cache.
 */
export async function runBatch(host: Host, batch: Batch, given?: Float32Array): Promise<Float32Array> {
  const { shape } = host.ports.output;
  const { bucket, runs, rows } = batch;
  const wanted = rows * sizeOf(shape);
  const feeds = feedsFor(host, batch);
  if (host.runtime.copiesResults && runs === 1) {
    return (await runOnce(host, feeds(0), bucket, undefined)).subarray(0, wanted);
  }
  const length = runs * bucket * sizeOf(shape);
  const memory = given && given.length >= length ? given.subarray(0, length) : host.memory(length);
  const all = floats([runs * bucket, ...shape], memory);
  for (let run = 0; run < runs; run++) {
    const place = rowsOf(all, run * bucket, bucket);
    const data = await runOnce(host, feeds(run), bucket, place);
    if (data !== place.data) place.data.set(data);
  }
  return all.data.subarray(0, wanted);
}
