/** Samples over HTTP: sheets, single images and numbers, by seed, by latents and on the way between two seeds. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { fault } from '../faults.js';
import { departureOf } from '../http/departure.js';
import { whenOver } from '../http/over.js';
import { refusedRuns } from '../http/refusals.js';
import type { Catalogue } from '../models/catalogue.js';
import type { ServedVersion } from '../models/served.js';
import { tracePhases } from '../spans.js';
import { answer, type Answer } from './answer.js';
import { answers, imageAnswers, samplesPaths, type ImageParams, type SamplesParams } from './described.js';
import { chooseFormat, isPicture, type Format } from './formats.js';
import type { Memory } from './memory.js';
import { admitsTag, cacheControl, holdsTag, namesOf } from './names.js';
import { imageQuery, noQuery, samplesBodyOf, samplesQueryOf, type SamplesRequest } from './request.js';
import { ofVersion } from './version.js';
import { understand, type Wanted } from './wanted.js';

export interface SamplesDependencies {
  readonly memory: Memory;
  readonly catalogue: Pick<Catalogue, 'find'>;
  /** Milliseconds for requests that name no shorter time. */
  readonly timeout: number;
  readonly maxCount: number;
  readonly cacheSeconds: number;
  /** Those that callers need; none if anybody may ask. */
  readonly tokens: readonly string[];
  readonly encoded: (format: string, seconds: number) => void;
}

/** Time that a request allows: its field, else its header `timeout`, never more than the server's own. */
function timeoutOf(request: FastifyRequest, field: number | undefined, most: number): number {
  const header = request.headers['timeout'];
  if (field !== undefined || header === undefined) return Math.min(field ?? most, most);
  const value = /^[1-9]\d{0,8}$/.test(String(header)) ? Number(header) : undefined;
  if (value === undefined)
    throw fault('server/request', 'The header timeout is to be milliseconds, from 1 up.');
  return Math.min(value, most);
}

function requireModel({ model, hash: own }: ServedVersion, hash: string | undefined): void {
  if (hash === undefined || own.startsWith(hash)) return;
  throw fault(
    'server/not-found',
    `The model ${model} with the hash ${hash} is not served any more; now it is ${own}.`,
  );
}

function requireMatch(header: string | undefined, tag: string | undefined): void {
  if (admitsTag(header, tag)) return;
  const own = tag === undefined ? 'has no ETag' : `has the ETag ${tag}`;
  throw fault('server/precondition', `The answer ${own}, which is not in the header If-Match.`);
}

const milliseconds = (value: number): string => value.toFixed(3);

/** Where the samples come from and where the time went. */
function describe(reply: FastifyReply, { served, seed, count }: Wanted, { timing, length }: Answer): void {
  const { headers, shape } = ofVersion(served);
  void reply.headers(headers).header('kantor-shape', `${count}${shape}`);
  if (seed !== undefined) void reply.header('kantor-seed', seed);
  if (length !== undefined) void reply.header('content-length', length);
  if (!timing) return;
  const { queue, compute, encode, buckets } = timing;
  void reply
    .header('kantor-batch', buckets.join(','))
    .header(
      'server-timing',
      `queue;dur=${milliseconds(queue)}, compute;dur=${milliseconds(compute)}, encode;dur=${milliseconds(encode)}`,
    );
}

/**
 * Memory until the answer was sent. HTTP/2 gets none: its streams may end before the last bytes have left.
 */
function borrow(memory: Memory, length: number, reply: FastifyReply): Float32Array | undefined {
  if (reply.request.raw.httpVersionMajor >= 2) return undefined;
  const own = memory.borrow(length);
  whenOver(reply, () => memory.giveBack(own));
  return own;
}

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly served: ServedVersion;
  readonly fields: SamplesRequest;
  readonly format: Format;
}

async function answerSamples(
  { request, reply, served, fields, format }: Asked,
  { timeout, maxCount, cacheSeconds, tokens, memory, encoded }: SamplesDependencies,
): Promise<FastifyReply> {
  requireModel(served, fields.model);
  const wanted = understand(served, fields, {
    signal: departureOf(reply, timeoutOf(request, fields.timeout, timeout)),
    maxCount,
    memory: (length) => borrow(memory, length, reply),
  });
  const repeatable = wanted.repeatable && request.method !== 'POST';
  const vary = reply.getHeader('vary'); // the origin, where several may ask
  void reply.header('vary', vary === undefined ? 'Accept' : `${String(vary)}, Accept`).header(
    'cache-control',
    cacheControl(repeatable, fields.model !== undefined, {
      seconds: cacheSeconds,
      shared: tokens.length === 0,
    }),
  );
  const names = wanted.seed === undefined ? undefined : namesOf(wanted, fields, format);
  const tag = repeatable ? names?.tag : undefined;
  requireMatch(request.headers['if-match'], tag);
  if (names?.address !== undefined) void reply.header('content-location', names.address);
  if (tag !== undefined) {
    void reply.header('etag', tag);
    if (holdsTag(request.headers['if-none-match'], tag)) return reply.code(304).send();
  }
  const result = await answer(wanted, format, fields, names?.tag);
  if (result.timing) {
    encoded(format.name, result.timing.encode / 1e3);
    tracePhases(request, result.timing);
  }
  describe(reply, wanted, result);
  return reply.type(result.type).send(result.body);
}

/** Samples in the form that the fields or the header Accept name. */
function bySeedOrLatents(dependencies: SamplesDependencies, of: 'query' | 'body') {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { model, version } = request.params as SamplesParams;
    const fields = request[of] as SamplesRequest;
    const served = dependencies.catalogue.find(model, version);
    const format = chooseFormat(fields, request.headers.accept, isPicture(served.sampler.info));
    return answerSamples({ request, reply, served, fields, format }, dependencies);
  };
}

/** One image under an address that looks like a file's. */
function byName(dependencies: SamplesDependencies) {
  return (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { model, version, seed, extension } = request.params as ImageParams;
    const query = request.query as z.output<typeof imageQuery>;
    const fields = { seed, count: 1, format: extension, encoding: 'nested', ...query } as const;
    const served = dependencies.catalogue.find(model, version);
    const format = chooseFormat(fields, undefined, isPicture(served.sampler.info));
    return answerSamples({ request, reply, served, fields, format }, dependencies);
  };
}

export function samplesRoutes(app: FastifyInstance, dependencies: SamplesDependencies): void {
  const tags = ['samples'];
  const refuses = ['server/not-acceptable', ...refusedRuns] as const;
  const querystring = samplesQueryOf(dependencies.maxCount);
  const body = samplesBodyOf(dependencies.maxCount);
  for (const { path, params, imageParams } of samplesPaths) {
    const bySeed = {
      ...{ tags, params, querystring, response: answers.get, refuses },
      summary: 'Samples of a seed',
    };
    const byBody = {
      ...{ tags, params, querystring: noQuery, body, response: answers.post, refuses },
      summary: 'Samples of a seed, of latents, or between two seeds',
    };
    const single = {
      ...{ tags, params: imageParams, querystring: imageQuery, response: imageAnswers, refuses },
      summary: 'The first image of a seed',
    };
    app.get(path, { schema: bySeed }, bySeedOrLatents(dependencies, 'query'));
    app.post(path, { schema: byBody }, bySeedOrLatents(dependencies, 'body'));
    app.get(`${path}/:seed.:extension`, { schema: single }, byName(dependencies));
  }
}
