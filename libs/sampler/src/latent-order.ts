/**
 * What a batch's latents are to be drawn from, as it goes to the process that draws them: a few numbers for each call
 * instead of its rows, so that whoever brings many calls together does not draw for them all.
 */
import { drawSource, type LatentSource } from './latents.js';
import type { LatentInfo } from './model-info.js';

export interface LatentOrder {
  /** Four numbers for each source, one source after the other: its seed, −1 if it has none, its first row, its rows, its factor. */
  readonly sources: Float64Array;
  /** The rows of those without a seed, one after the other. */
  readonly given: Float32Array;
}

const perSource = 4;

export function writeOrder(sources: readonly LatentSource[]): LatentOrder {
  const numbers = new Float64Array(perSource * sources.length);
  const given = new Float32Array(sources.reduce((total, source) => total + source.given.length, 0));
  let done = 0;
  sources.forEach((source, i) => {
    const { seed = -1, from, rows, factor } = source;
    numbers[perSource * i] = seed;
    numbers[perSource * i + 1] = from;
    numbers[perSource * i + 2] = rows;
    numbers[perSource * i + 3] = factor;
    given.set(source.given, done);
    done += source.given.length;
  });
  return { sources: numbers, given };
}

function* readOrder({ sources, given }: LatentOrder, size: number): Generator<LatentSource, void, undefined> {
  let done = 0;
  for (let i = 0; i < sources.length; i += perSource) {
    const [seed, from, rows, factor] = sources.subarray(i, i + perSource);
    const length = seed < 0 ? rows * size : 0;
    yield {
      seed: seed < 0 ? undefined : seed,
      from,
      rows,
      factor,
      given: given.subarray(done, done + length),
    };
    done += length;
  }
}

/** Draws the sources one after the other to the beginning of `out`, and returns it. */
export function drawSources(
  sources: Iterable<LatentSource>,
  latent: LatentInfo,
  out: Float32Array,
): Float32Array {
  let done = 0;
  for (const source of sources) {
    const end = done + source.rows * latent.size;
    drawSource(source, latent, out.subarray(done, end));
    done = end;
  }
  return out;
}

/** As {@link drawSources}, at the other end of the way. */
export function drawOrder(order: LatentOrder, latent: LatentInfo, out: Float32Array): Float32Array {
  return drawSources(readOrder(order, latent.size), latent, out);
}
