/** Writes samples as an answer: whole, or part by part as they come. */
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import type { ImageBatch } from '@kantor/sampler';
import { sizeOf } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { Timing } from '../inference.js';
import type { Format } from './formats.js';
import { nested, npyHeader, requireFinite, toBytes } from './numbers.js';
import { partsOf, type Parts } from './parts.js';
import { toPng, toWebp } from './pictures.js';
import type { SamplesRequest } from './request.js';
import type { Wanted } from './wanted.js';

export interface Answer {
  readonly type: string;
  readonly body: Buffer | Readable | string;
  /** Bytes, if they are known before they are there. */
  readonly length?: number;
  /** Undefined for a stream, whose parts are still to come. */
  readonly timing?: Timing & { readonly encode: number };
  readonly headers?: Readonly<Record<string, string>>;
}

/** Numbers in an answer that is made as a whole: more is streamed, or asked for in parts. */
const mostAtOnce = 2 ** 22;
/** Pixels of a sheet. */
const mostPixels = 2 ** 26;

function requireSheetSize({ served, count }: Wanted, { scale = 1, gap = 2 }: SamplesRequest): void {
  const [, height, width] = served.sampler.info.shape;
  const pixels = count * (height * scale + gap) * (width * scale + gap);
  if (pixels <= mostPixels) return;
  throw fault(
    'server/request',
    `A sheet of ${count} images would have ${pixels} pixels; at most ${mostPixels}. Ask for fewer, or as multipart/mixed.`,
  );
}

/** Whether it is the numbers as they are, of any value. */
const isPlain = ({ name }: Format): boolean => name === 'binary' || name === 'npy';

function toJson(batch: ImageBatch, wanted: Wanted, { encoding }: SamplesRequest): string {
  const { info } = wanted.served.sampler;
  return JSON.stringify({
    model: wanted.served.model,
    version: wanted.served.version,
    hash: info.hash,
    seed: wanted.seed,
    count: wanted.count,
    shape: batch.shape,
    range: info.range,
    encoding,
    data: encoding === 'base64' ? toBytes(batch.data).toString('base64') : nested(batch),
  });
}

/** A picture, or all the numbers as JSON. */
async function encodeWhole(
  batch: ImageBatch,
  format: Format,
  wanted: Wanted,
  request: SamplesRequest,
): Promise<Buffer | string> {
  requireFinite(batch, format.name);
  if (format.name === 'json') return toJson(batch, wanted, request);
  const { columns, gap, scale } = request;
  const raster = batch.toSheet({ columns, gap, scale });
  return format.name === 'webp' ? toWebp(raster) : toPng(raster);
}

async function answerWhole(wanted: Wanted, format: Format, request: SamplesRequest): Promise<Answer> {
  if (format.pictures) requireSheetSize(wanted, request);
  const batch = await wanted.draw();
  const start = performance.now();
  const body = await encodeWhole(batch, format, wanted, request);
  const timing = { encode: performance.now() - start, ...batch.timing };
  return { type: format.mediaTypes[0], body, timing };
}

async function* chunksOf(first: ImageBatch, rest: AsyncGenerator<ImageBatch, void>, parts: Parts) {
  yield* parts.begin();
  try {
    yield* parts.part(first);
    for await (const batch of rest) yield* parts.part(batch);
  } catch (error) {
    yield* parts.failed(error);
    return;
  } finally {
    await rest.return();
  }
  yield* parts.end();
}

/** The first batch is there, and can be written, before the answer begins: what goes wrong until then is told by the status. */
async function answerStream(wanted: Wanted, format: Format): Promise<Answer> {
  const batches = wanted.stream();
  try {
    const first = await batches.next();
    if (first.done) throw fault('server/internal', 'The model gave no samples.');
    if (!isPlain(format)) requireFinite(first.value, format.name);
    const parts = partsOf({ wanted, format });
    return {
      type: parts.type,
      body: Readable.from(chunksOf(first.value, batches, parts), { objectMode: false }),
      ...(parts.length === undefined ? {} : { length: parts.length }),
    };
  } catch (error) {
    await batches.return();
    throw error;
  }
}

/** Raw numbers of one batch, which need not be copied. */
async function answerNumbers(wanted: Wanted, format: Format): Promise<Answer> {
  const batch = await wanted.draw();
  const start = performance.now();
  const bytes = toBytes(batch.data);
  const body = format.name === 'npy' ? Buffer.concat([npyHeader(batch.shape), bytes]) : bytes;
  return { type: format.mediaTypes[0], body, timing: { encode: performance.now() - start, ...batch.timing } };
}

/** @throws KantorError of the table of faults. */
export function answer(wanted: Wanted, format: Format, request: SamplesRequest): Promise<Answer> {
  const small = wanted.count * sizeOf(wanted.served.sampler.info.shape) <= mostAtOnce;
  if (format.streams) {
    return isPlain(format) && small ? answerNumbers(wanted, format) : answerStream(wanted, format);
  }
  if (small || format.pictures) return answerWhole(wanted, format, request);
  throw fault(
    'server/request',
    'So many numbers are not given as one JSON text; ask for application/x-ndjson, or for fewer samples.',
  );
}
