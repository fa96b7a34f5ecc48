/** Writes samples as an answer: whole, or part by part as they come. */
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import type { ImageBatch } from '@kantor/sampler';
import { sizeOf } from '@kantor/tensor';
import { fault } from '../faults.js';
import { bodyOf, gather } from '../gather.js';
import type { Timing } from '../inference.js';
import { base64Text, mostInJson, nestedText } from '../number-text.js';
import type { Format } from './formats.js';
import { npyHeader, requireFinite, toBytes } from './numbers.js';
import { partsOf, type Parts } from './parts.js';
import { toPng, toWebp } from './pictures.js';
import type { SamplesRequest } from './request.js';
import { layoutOf, paintSheet } from './sheet.js';
import type { Wanted } from './wanted.js';

export interface Answer {
  readonly type: string;
  readonly body: Buffer | Readable;
  /** Bytes, if they are known before they are there. */
  readonly length?: number;
  /** Undefined for a stream, whose parts are still to come. */
  readonly timing?: Timing & { readonly encode: number };
  readonly headers?: Readonly<Record<string, string>>;
}

/** Numbers that are answered in one piece: more of them are streamed. */
const mostAtOnce = 2 ** 22;

/** Whether it is the numbers as they are, of any value. */
const isPlain = ({ name }: Format): boolean => name === 'binary' || name === 'npy';

function* jsonOf(batch: ImageBatch, wanted: Wanted, { encoding }: SamplesRequest): Generator<string, void> {
  const { served, seed, count } = wanted;
  const head = JSON.stringify({
    model: served.model,
    version: served.version,
    hash: served.hash,
    seed,
    count,
    shape: batch.shape,
    range: served.sampler.info.range,
    encoding,
  }).slice(0, -1);
  yield `${head},"data":`;
  if (encoding === 'base64') {
    yield '"';
    yield* base64Text(toBytes(batch.data));
    yield '"}';
    return;
  }
  yield* nestedText(batch.data, batch.shape);
  yield '}';
}

/** Makes the whole answer once all samples are there. */
type Encode = (batch: ImageBatch) => Promise<Pick<Answer, 'body' | 'length'>>;

function jsonEncoder(wanted: Wanted, request: SamplesRequest): Encode {
  const numbers = wanted.count * sizeOf(wanted.served.sampler.info.shape);
  if (numbers > mostInJson) {
    throw fault(
      'server/request',
      `${numbers} numbers are not given as one JSON text, but ${mostInJson} at most; ask for application/x-ndjson, or for fewer samples.`,
    );
  }
  return async (batch) => {
    requireFinite(batch.data, 'JSON');
    return bodyOf(await gather(jsonOf(batch, wanted, request)));
  };
}

function pictureEncoder(wanted: Wanted, request: SamplesRequest, { name }: Format): Encode {
  const layout = layoutOf(wanted, request, name);
  const write = name === 'webp' ? toWebp : toPng;
  return async (batch) => ({ body: await write(await paintSheet(batch, layout, name)) });
}

async function answerWhole(wanted: Wanted, format: Format, encode: Encode): Promise<Answer> {
  const batch = await wanted.draw();
  const start = performance.now();
  const encoded = await encode(batch);
  const timing = { encode: performance.now() - start, ...batch.timing };
  return { type: format.mediaTypes[0], ...encoded, timing };
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
async function answerStream(wanted: Wanted, format: Format, name: string | undefined): Promise<Answer> {
  const batches = wanted.stream();
  try {
    const first = await batches.next();
    if (first.done) throw fault('server/internal', 'The model gave no samples.');
    if (!isPlain(format)) requireFinite(first.value.data, format.name);
    const parts = partsOf({ wanted, format, name });
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

/**
 * @param name of the samples, the same for the same; undefined if they have none.
 * @throws KantorError of the table of faults.
 */
export async function answer(
  wanted: Wanted,
  format: Format,
  request: SamplesRequest,
  name: string | undefined,
): Promise<Answer> {
  if (format.name === 'json') return answerWhole(wanted, format, jsonEncoder(wanted, request));
  if (!format.streams) return answerWhole(wanted, format, pictureEncoder(wanted, request, format));
  const small = wanted.count * sizeOf(wanted.served.sampler.info.shape) <= mostAtOnce;
  return isPlain(format) && small ? answerNumbers(wanted, format) : answerStream(wanted, format, name);
}
