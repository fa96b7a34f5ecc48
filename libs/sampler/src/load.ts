/** Loads a model that is in memory: reads its header, opens it in workers, and makes a sampler of them. */
import { readHeader } from '@kantor/onnx/header';
import { createInTurn, mostThreads, type Device } from '@kantor/runtime';
import { formatValue, KantorError, sizeOf } from '@kantor/tensor';
import { bucketFor, chooseBuckets } from './buckets.js';
import { createSampler, type Ready } from './create.js';
import { describeModel, type Described } from './describe.js';
import { requireDType } from './dtype.js';
import { createLane, type Lane } from './lane.js';
import { onAbort } from './on-abort.js';
import type { LoadOptions } from './options.js';
import type { Platform } from './platform.js';
import type { Opened, OpenRequest } from './protocol.js';
import type { Sampler } from './sampler.js';

/** What each of them may be at most. */
const most = { pool: 256, threads: mostThreads } as const;

/** Milliseconds that a call can be asked to wait for company. */
const longestDelay = 60_000;

function requireDelay(milliseconds: number): number {
  if (typeof milliseconds === 'number' && milliseconds >= 0 && milliseconds <= longestDelay)
    return milliseconds;
  throw new KantorError(
    'sampler/max-delay',
    `The option \`maxDelay\` is ${formatValue(milliseconds)}; expected milliseconds from 0 to ${longestDelay}.`,
  );
}

function requireWhole(option: keyof typeof most, value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most[option]) return value;
  throw new KantorError(
    `sampler/${option}`,
    `The option \`${option}\` is ${formatValue(value)}; expected a whole number from 1 to ${most[option]}.`,
  );
}

/** GPUs are probed for one model at a time: two probes of one disturb each other. */
const probing = createInTurn();

const isProcessor = (device: Device | 'auto'): boolean => device === 'cpu' || device === 'wasm';

interface Opening {
  readonly request: OpenRequest;
  readonly platform: Platform<unknown>;
  readonly pool: number;
  readonly onWorker: LoadOptions['onWorker'];
}

/** On a processor that was asked for by name all workers open at once; else the first finds the device. */
async function openLanes(lanes: Lane[], { request, platform, pool, onWorker }: Opening): Promise<Opened> {
  const { startWorker, clock } = platform;
  const start = (device: OpenRequest['device']): Promise<Opened> => {
    const lane = createLane({ startWorker, clock, index: lanes.length, onWorker });
    lanes.push(lane);
    return lane.start({ ...request, device });
  };
  const startAll = (count: number, device: OpenRequest['device']): Promise<Opened[]> =>
    Promise.all(Array.from({ length: count }, () => start(device)));
  if (isProcessor(request.device)) return (await startAll(pool, request.device))[0];
  const opened = await probing(() => start(request.device));
  if (isProcessor(opened.device)) await startAll(pool - 1, opened.device);
  return opened;
}

/** Rejects with the signal's reason as soon as it is aborted, whatever the work does then. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = onAbort(signal, () => reject(signal.reason as Error));
  });
  return Promise.race([work, aborted]).finally(stop);
}

async function open(
  bytes: Uint8Array,
  { info, ports }: Described,
  options: LoadOptions,
  platform: Platform<unknown>,
): Promise<Ready> {
  const pool = requireWhole('pool', options.pool ?? 1);
  const threads =
    options.threads === undefined ? platform.threadsFor(pool) : requireWhole('threads', options.threads);
  const buckets = chooseBuckets(options.buckets, sizeOf(info.shape), ports.batch);
  const maxDelay = requireDelay(options.maxDelay ?? 0);
  const device = options.device ?? 'auto';
  const warm = options.warmUp === 'all' ? buckets : [bucketFor(1, buckets, 'cpu')];
  const { blocked = true } = options;
  const lanes: Lane[] = [];
  const opening = openLanes(lanes, {
    request: { model: bytes, device, threads, blocked, ports, latent: info.latent, warm },
    platform,
    pool,
    onWorker: options.onWorker,
  });
  try {
    const opened = await unlessAborted(opening, options.signal);
    const together = options.buckets?.at(-1) !== 1; // who wants batches of one wants each by itself
    return { info, ports, buckets, threads, maxDelay, together, lanes, onBatch: options.onBatch, opened };
  } catch (error) {
    opening.catch(() => undefined); // told already, or of no interest any more
    await Promise.all(lanes.map((lane) => lane.dispose()));
    throw error;
  }
}

/**
 * @param bytes the file, which must not change any more: lost workers get it again.
 * @throws KantorError `onnx/unreadable`, `sampler/…` for a file that is no generator, and `runtime/device` if no device
 *   takes it, with what each said.
 */
export async function loadSampler<Pixels>(
  bytes: Uint8Array,
  options: LoadOptions,
  platform: Platform<Pixels>,
): Promise<Sampler<Pixels>> {
  const { onProgress, signal } = options;
  const total = bytes.byteLength;
  const header = readHeader(bytes);
  const hash = await platform.sha256(bytes);
  const described = describeModel(header, options, { hash, bytes: total });
  requireDType(described.info.dtype, options.dtype);
  signal?.throwIfAborted();
  onProgress?.({ stage: 'open', loaded: total, total });
  const ready = await open(bytes, described, options, platform);
  onProgress?.({ stage: 'ready', loaded: total, total });
  return createSampler(ready, platform);
}
