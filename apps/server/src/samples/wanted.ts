/** A request for samples once it is understood: how many, of which model, and how they are drawn. */
import { randomInt } from 'node:crypto';
import type { ImageBatch } from '@kantor/sampler';
import { floats, sizeOf } from '@kantor/tensor';
import { fault } from '../faults.js';
import { requireCount } from '../models/require-count.js';
import type { ServedVersion } from '../models/served.js';
import { requireOneKind, type SamplesRequest } from './request.js';

export interface Wanted {
  readonly served: ServedVersion;
  readonly count: number;
  /** Undefined for latents and interpolations. */
  readonly seed: number | undefined;
  /** Whether the caller named all that decides the samples: they are the same for good. */
  readonly repeatable: boolean;
  /** All at once. */
  draw(): Promise<ImageBatch>;
  /** Batch by batch, as they are read. */
  stream(): AsyncGenerator<ImageBatch, void, undefined>;
}

/** Rows of one length as one array. */
function latentsOf(rows: readonly (readonly number[])[], size: number) {
  const wrong = rows.findIndex((row) => row.length !== size);
  if (wrong >= 0) {
    throw fault(
      'server/request',
      `Latent ${wrong} has ${rows[wrong].length} numbers; those of this model have ${size}.`,
    );
  }
  return floats([rows.length, size], rows.flat());
}

function countOf({ count = 1, latents, interpolate }: SamplesRequest): number {
  return latents?.length ?? interpolate?.steps ?? count;
}

export interface Circumstances {
  /** Most images that one request may ask for. */
  readonly maxCount: number;
  readonly signal: AbortSignal;
  /** For so many numbers, which the samples are drawn into; undefined gives them memory of their own. */
  readonly memory: (length: number) => Float32Array | undefined;
}

/** @throws KantorError `server/request` */
export function understand(
  served: ServedVersion,
  request: SamplesRequest,
  { maxCount, signal, memory }: Circumstances,
): Wanted {
  requireOneKind(request);
  const { truncation, labels, priority, latents, interpolate } = request;
  const count = requireCount(countOf(request), maxCount);
  const drawing = { truncation, labels, priority, signal };
  if (interpolate) {
    const { from, to, steps, mode } = interpolate;
    const draw = () => served.draw(count, (sampler) => sampler.interpolate(from, to, steps, mode, drawing));
    return { served, count, seed: undefined, repeatable: true, draw, stream: () => once(draw) };
  }
  if (latents) {
    const rows = latentsOf(latents, served.sampler.info.latent.size);
    const draw = () => served.draw(count, (sampler) => sampler.sample({ latents: rows, ...drawing }));
    return { served, count, seed: undefined, repeatable: true, draw, stream: () => once(draw) };
  }
  const seed = request.seed ?? randomInt(2 ** 48 - 1);
  return {
    served,
    count,
    seed,
    repeatable: request.seed !== undefined,
    draw: () =>
      served.draw(count, (sampler) => {
        const into = memory(count * sizeOf(sampler.info.shape));
        return sampler.sample({ seed, count, into, ...drawing });
      }),
    stream: () => served.stream(count, (sampler) => sampler.samples({ seed, count, ...drawing })),
  };
}

async function* once(draw: () => Promise<ImageBatch>): AsyncGenerator<ImageBatch, void, undefined> {
  yield await draw();
}
