/** Names of samples: a seed and the hash of a model stand for the same images for good, so that caches may keep them. */
import { createHash } from 'node:crypto';
import type { Format } from './formats.js';
import { encoderVersion } from './pictures.js';
import type { SamplesRequest } from './request.js';
import type { Wanted } from './wanted.js';

type Fields = Readonly<Record<string, string | number | undefined>>;

/** What of a request, besides the seed, decides the bytes of its answer; undefined is left out. */
function decisive(request: SamplesRequest, { name, pictures }: Format): Fields {
  const { truncation, columns, gap, scale, encoding } = request;
  const labels = typeof request.labels === 'object' ? request.labels.join(',') : request.labels;
  const layout = pictures ? { columns, gap, scale } : {};
  return { truncation, labels, format: name, ...layout, ...(name === 'json' ? { encoding } : {}) };
}

/** `a=1<between>b=2`. All values here are numbers, lists of numbers and words: nothing needs to be escaped. */
function written(fields: Fields, between: string): string {
  let text = '';
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) text += `${text === '' ? '' : between}${name}=${value}`;
  }
  return text;
}

/** Eight digits that stand for the encoder of pictures. */
const encoder = createHash('sha256').update(encoderVersion).digest('hex').slice(0, 8);

/**
 * A strong tag: the same tag, the same bytes. The kind of device is part of it, since another one rounds differently.
 * Known before anything is drawn, and readable.
 */
export function tagOf({ served, seed, count }: Wanted, request: SamplesRequest, format: Format): string {
  const { info, device } = served.sampler;
  const range = info.range?.join('~');
  const fields = { seed, count, ...decisive(request, format), range, device };
  // Commas stand between tags.
  const text = written(fields, ';').replaceAll(',', '~');
  return `"${info.hash.slice(0, 32)};${text}${format.pictures ? `;encoder=${encoder}` : ''}"`;
}

/** Whether a header If-None-Match holds the tag. */
export function holdsTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((item) => ['*', tag].includes(item.trim().replace(/^W\//, '')));
}

/** The address under which these very samples are to be had for as long as the model is served. */
export function lastingAddress(
  path: string,
  { served, seed, count }: Wanted,
  request: SamplesRequest,
  format: Format,
): string {
  const model = served.sampler.info.hash;
  return `${path}?${written({ seed, count, ...decisive(request, format), model }, '&')}`;
}

const forever = 31_536_000;

export interface Freshness {
  /** For addresses without a hash. */
  readonly seconds: number;
  /** Whether caches between may hand the answer to others: not where callers need tokens. */
  readonly shared: boolean;
}

/**
 * How long an answer is fresh. An address with the model's hash in it means the same for good; one without means what
 * the server has under that name, which may change.
 */
export function cacheControl(repeatable: boolean, pinned: boolean, { seconds, shared }: Freshness): string {
  if (!repeatable) return 'no-store';
  const whose = shared ? 'public' : 'private';
  if (pinned) return `${whose}, max-age=${forever}, immutable`;
  return seconds === 0 ? `${whose}, no-cache` : `${whose}, max-age=${seconds}, immutable`;
}
