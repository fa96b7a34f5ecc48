/** Names of samples: a seed and the hash of a model stand for the same images for good, so that caches may keep them. */
import { createHash } from 'node:crypto';
import type { Format } from './formats.js';
import { encoderVersion } from './pictures.js';
import type { SamplesRequest } from './request.js';
import type { Wanted } from './wanted.js';

/** What of a request decides the bytes of its answer. */
function decisive(
  { truncation, labels, columns, gap, scale, encoding }: SamplesRequest,
  { name, pictures }: Format,
) {
  const layout = pictures ? { columns, gap, scale, encoderVersion } : {};
  return { truncation, labels, format: name, ...layout, ...(name === 'json' ? { encoding } : {}) };
}

/**
 * A strong tag: the same tag, the same bytes. The kind of device is part of it, since another one rounds differently.
 * Known before anything is drawn.
 */
export function tagOf({ served, seed, count }: Wanted, request: SamplesRequest, format: Format): string {
  const { info, device } = served.sampler;
  const parts = { hash: info.hash, range: info.range, device, seed, count, ...decisive(request, format) };
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return `"${digest.slice(0, 32)}"`;
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
  { name }: Format,
): string {
  const { truncation, labels, columns, gap, scale, encoding } = request;
  const fields = {
    seed,
    count,
    truncation,
    labels,
    format: name,
    columns,
    gap,
    scale,
    encoding: name === 'json' ? encoding : undefined,
    model: served.sampler.info.hash,
  };
  const said = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)] as [string, string]],
  );
  return `${path}?${new URLSearchParams(said).toString()}`;
}

const forever = 31_536_000;

/**
 * How long an answer is fresh. An address with the model's hash in it means the same for good; one without means what
 * the server has under that name, which may change.
 */
export function cacheControl(repeatable: boolean, pinned: boolean, seconds: number): string {
  if (!repeatable) return 'no-store';
  if (pinned) return `public, max-age=${forever}, immutable`;
  return seconds === 0 ? 'no-cache' : `public, max-age=${seconds}, immutable`;
}
