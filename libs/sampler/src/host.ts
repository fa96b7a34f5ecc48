/** The worker's side of a sampler: opens the model on the best device that takes it, and runs batches in turn. */
import {
  chooseDevice,
  createInTurn,
  type Answers,
  type Device,
  type Placement,
  type Runtime,
  type Session,
  type SessionOptions,
} from '@kantor/runtime';
import { KantorError } from '@kantor/tensor';
import type { Batch, Opened, OpenRequest, Ran } from './protocol.js';
import { runBatch, warmUp, zeroFeeds, type Host } from './run-batch.js';

/** A session, and the model that it runs. */
export interface OpenedModel {
  readonly session: Session;
  readonly model: Uint8Array;
  readonly blockSize: number | undefined;
}

/** @throws what the runtime's `open` throws. */
export type OpenModel = (
  runtime: Runtime,
  request: OpenRequest,
  options: SessionOptions,
) => Promise<OpenedModel>;

const openAsItIs: OpenModel = async (runtime, { model }, options) => ({
  session: await runtime.open(model, options),
  model,
  blockSize: undefined,
});

/** What a worker has, whatever it is. */
export interface HostOptions {
  /** Called when the model is opened, so that a runtime that is missing is told to who waits for it. */
  readonly createRuntime: () => Runtime;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Opens the model on a device, the file as it stands or another that does the same faster; the first if left out. */
  readonly openModel?: OpenModel;
  /** For so many numbers. A worker whose samples are copied before it goes on may give the same again and again. */
  readonly memory: Host['memory'];
}

type OpenHost = Host & Pick<OpenedModel, 'blockSize'>;

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

const sessionOptions = (device: Device, { threads }: OpenRequest): SessionOptions => ({
  device,
  ...(threads === undefined ? {} : { threads }),
});

/** Where the operators run; undefined if the runtime does not tell. */
async function findPlacement(
  { runtime, device, ports, blockSize }: OpenHost,
  request: OpenRequest,
  openModel: OpenModel,
): Promise<Placement | undefined> {
  if (!runtime.placement) return undefined;
  const options = sessionOptions(device, request);
  let { model } = request;
  if (blockSize !== undefined) {
    const again = await openModel(runtime, request, options); // rather than keep the bytes for who may never ask
    await again.session.release();
    model = again.model;
  }
  return runtime.placement(model, options, zeroFeeds(ports, request.warm[0]));
}

async function openOn(
  runtime: Runtime,
  device: Device,
  request: OpenRequest,
  { memory, openModel = openAsItIs }: HostOptions,
): Promise<OpenHost> {
  const { ports, latent, warm } = request;
  const { session, blockSize } = await openModel(runtime, request, sessionOptions(device, request));
  const host: OpenHost = { runtime, device, session, ports, latent, memory, blockSize };
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
  options: HostOptions,
  request: OpenRequest,
): Promise<{ readonly host: OpenHost; readonly opened: Opened }> {
  const runtime = options.createRuntime();
  let host: OpenHost | undefined;
  const trying: Runtime = {
    ...runtime,
    async probe(device) {
      const report = await runtime.probe(device);
      if (!report.available) return report;
      try {
        host = await openOn(runtime, device, request, options);
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
  return { host, opened: { ...choice, runtime: runtime.name, blockSize: host.blockSize } };
}

/**
 * What a worker answers: `open` once, then `run` and `operators`, then `close`. They run one at a time, in the order of the calls.
 */
export function modelHost(options: HostOptions): Answers {
  const inTurn = createInTurn();
  let host: OpenHost | undefined;
  const opened = (): OpenHost => {
    if (host) return host;
    throw new KantorError('sampler/worker', 'The worker was asked for samples before it was given a model.');
  };
  return {
    unknownCode: 'sampler/worker',
    buffersOf,
    methods: {
      open: (request: OpenRequest): Promise<Opened> =>
        inTurn(async () => {
          const found = await openOnBest(options, request);
          host = found.host;
          return found.opened;
        }),
      run: (batch: Batch, memory?: Float32Array): Promise<Ran> =>
        inTurn(() => timed(options.now, () => runBatch(opened(), batch, memory))),
      operators: (request: OpenRequest): Promise<Placement | undefined> =>
        inTurn(() => findPlacement(opened(), request, options.openModel ?? openAsItIs)),
      close: (): Promise<void> =>
        inTurn(async () => {
          await host?.session.release();
          host = undefined;
        }),
    },
  };
}
