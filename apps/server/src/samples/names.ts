/** Names of samples: a seed and the hash of a model stand for the same images for good, so that caches may keep them. */
import { createHash } from 'node:crypto';
import type { Format } from './formats.js';
import { encoderVersion } from './pictures.js';
import type { SamplesRequest } from './request.js';
import { ofVersion } from './version.js';
import type { Wanted } from './wanted.js';

/** `name=value`, or nothing. All values here are numbers, lists of numbers and words: nothing needs to be escaped. */
function written(name: string, value: string | number | undefined): string {
  return value === undefined ? '' : `;${name}=${value}`;
}

/** What of a request decides the bytes of its answer: `;a=1;b=2`. */
function decisive({ seed, count }: Wanted, request: SamplesRequest, { name, pictures }: Format): string {
  const { truncation, columns, gap, scale, encoding } = request;
  const labels = typeof request.labels === 'object' ? request.labels.join(',') : request.labels;
  let text = written('seed', seed) + written('count', count);
  text += written('truncation', truncation) + written('labels', labels) + written('format', name);
  if (pictures) text += written('columns', columns) + written('gap', gap) + written('scale', scale);
  return name === 'json' ? text + written('encoding', encoding) : text;
}

/** A tag with more than this, such as of many labels, has a hash of it instead: clients refuse long headers. */
const longestTag = 300;
/** Longer addresses are not told, for the same reason. */
const longestAddress = 2000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Eight digits that stand for the encoder of pictures. */
const encoder = sha256(encoderVersion).slice(0, 8);

/** Names of the samples of one request. */
export interface Names {
  /**
   * A strong tag: the same tag, the same bytes. The kind of device is part of it, since another one rounds differently.
   * Known before anything is drawn, and readable.
   */
  readonly tag: string;
  /**
   * The address under which these very samples are to be had for as long as the model is served; undefined if it is too
   * long to be told.
   */
  readonly address: string | undefined;
}

export function namesOf(wanted: Wanted, request: SamplesRequest, format: Format): Names {
  const { path, hash, origin } = ofVersion(wanted.served);
  const text = decisive(wanted, request, format);
  const short = text.length > longestTag ? `;request=${sha256(text)}` : text.replaceAll(',', '~'); // commas stand between tags
  // What only the form says: who made a picture, and the version, which JSON names.
  const form = format.pictures
    ? `;encoder=${encoder}`
    : written('version', format.name === 'json' ? wanted.served.version : undefined);
  const address = `${path}?${text.slice(1).replaceAll(';', '&')}&model=${hash}`;
  return {
    tag: `"${hash.slice(0, 32)}${short}${origin}${form}"`,
    address: address.length > longestAddress ? undefined : address,
  };
}

/**
 * Whether a header If-None-Match holds the tag. `*` stands for none: whether samples are there to be had is not known
 * before they are drawn, and whoever has a tag had them (RFC 9110, 13.2.1).
 */
export function holdsTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((item) => item.trim().replace(/^W\//, '') === tag);
}

/** Whether a header If-Match lets an answer pass that has this tag, or none. Weak tags match nothing (13.1.1). */
export function admitsTag(header: string | undefined, tag: string | undefined): boolean {
  if (header === undefined || header.trim() === '*') return true;
  return header.split(',').some((item) => item.trim() === tag);
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
