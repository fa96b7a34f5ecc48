/** The worker's side of a sampler: opens the model on the best device that takes it, and runs batches in turn. */
import {
  chooseDevice,
  createInTurn,
  type Answers,
  type Device,
  type Placement,
  type Runtime,
  type Session,
} from '@kantor/runtime';
import {
  floats,
  formatShape,
  isFloat,
  KantorError,
  sameShape,
  sizeOf,
  zeros,
  type HostTensor,
} from '@kantor/tensor';
import { encodeLabels } from './labels.js';
import type { Ports } from './ports.js';
import type { Batch, Opened, OpenRequest, Ran } from './protocol.js';

interface Host {
  readonly runtime: Runtime;
  readonly device: Device;
  readonly session: Session;
  readonly ports: Ports;
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

function feedsOf(
  { ports }: Pick<Host, 'ports'>,
  { latents, labels, bucket }: Batch,
): Record<string, HostTensor> {
  const feeds = { [ports.latent.name]: floats([bucket, ...ports.latent.shape], latents) };
  return ports.labels && labels ? { ...feeds, [ports.labels.name]: labels } : feeds;
}

function zeroBatch({ latent, labels }: Ports, bucket: number): Batch {
  return {
    latents: zeros('float32', [bucket, sizeOf(latent.shape)]).data,
    labels: labels && encodeLabels(labels, [], bucket),
    bucket,
    rows: bucket,
  };
}

/** A batch of zeros: compiles shaders and reserves memory, and shows whether the model gives what it says. */
async function warmUp(host: Host, bucket: number): Promise<void> {
  const outputs = await host.session.run(feedsOf(host, zeroBatch(host.ports, bucket)));
  requireOutput(outputs[host.ports.output.name], host.ports, bucket);
}

/** Samples [rows, …] in an array of their own, whose buffer can move. The model writes into it where that saves a copy. */
async function runBatch(host: Host, batch: Batch): Promise<Float32Array> {
  const { output } = host.ports;
  const { bucket, rows } = batch;
  const place = () => ({ [output.name]: zeros('float32', [bucket, ...output.shape]) });
  const outputs = await host.session.run(feedsOf(host, batch), host.runtime.copiesResults ? {} : place());
  const { data } = requireOutput(outputs[output.name], host.ports, bucket);
  return rows === bucket ? data : data.slice(0, rows * sizeOf(output.shape));
}

async function timed(now: () => number, run: () => Promise<Float32Array>): Promise<Ran> {
  const before = now();
  const samples = await run();
  return { samples, milliseconds: now() - before };
}

/** Buffers of samples move to who asked for them. */
function buffersOf(value: unknown): readonly ArrayBuffer[] {
  const { samples } = (value ?? {}) as Partial<Ran>;
  return samples instanceof Float32Array ? [samples.buffer as ArrayBuffer] : [];
}

/** Where the operators run; undefined if the runtime does not tell. */
async function findPlacement(
  { runtime, device, ports }: Host,
  request: OpenRequest,
): Promise<Placement | undefined> {
  const { model, threads, warm } = request;
  const feeds = feedsOf({ ports }, zeroBatch(ports, warm[0]));
  return runtime.placement?.(model, { device, ...(threads === undefined ? {} : { threads }) }, feeds);
}

async function openOn(runtime: Runtime, device: Device, request: OpenRequest): Promise<Host> {
  const { model, threads, ports, warm } = request;
  const session = await runtime.open(model, { device, ...(threads === undefined ? {} : { threads }) });
  const host: Host = { runtime, device, session, ports };
  try {
    for (const bucket of warm) await warmUp(host, bucket);
    return host;
  } catch (error) {
    await session.release();
    throw error;
  }
}

/**
 * Chooses the device by the model itself: one that answers a probe and then refuses this model is passed over too, with
 * the reason. A fault of the model, which no device cures, is not.
 */
async function openOnBest(
  runtime: Runtime,
  request: OpenRequest,
): Promise<Host & { readonly opened: Opened }> {
  let host: Host | undefined;
  const trying: Runtime = {
    ...runtime,
    async probe(device) {
      const report = await runtime.probe(device);
      if (!report.available) return report;
      try {
        host = await openOn(runtime, device, request);
        return report;
      } catch (error) {
        const known = error instanceof KantorError;
        if (request.device !== 'auto' || device === runtime.devices.at(-1)) throw error;
        if (known && error.code.startsWith('sampler/')) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        return { device, available: false, reason };
      }
    },
  };
  const choice = await chooseDevice(trying, request.device);
  if (!host)
    throw new KantorError('sampler/device', `The device ${choice.device} was chosen without a model.`);
  return { ...host, opened: { ...choice, runtime: runtime.name } };
}

/**
 * What a worker answers: `open` once, then `run` and `operators`, then `close`. They run one at a time, in the order of the calls.
 * @param createRuntime called at `open`, so that a runtime that is missing is told to who waits for it.
 * @param now milliseconds of a clock that never goes back.
 */
export function modelHost(createRuntime: () => Runtime, now: () => number): Answers {
  const inTurn = createInTurn();
  let host: Host | undefined;
  const opened = (): Host => {
    if (host) return host;
    throw new KantorError('sampler/worker', 'The worker was asked for samples before it was given a model.');
  };
  return {
    unknownCode: 'sampler/worker',
    buffersOf,
    methods: {
      open: (request: OpenRequest): Promise<Opened> =>
        inTurn(async () => {
          const { opened, ...found } = await openOnBest(createRuntime(), request);
          host = found;
          return opened;
        }),
      run: (batch: Batch): Promise<Ran> => inTurn(() => timed(now, () => runBatch(opened(), batch))),
      operators: (request: OpenRequest): Promise<Placement | undefined> =>
        inTurn(() => findPlacement(opened(), request)),
      close: (): Promise<void> =>
        inTurn(async () => {
          await host?.session.release();
          host = undefined;
        }),
    },
  };
}
