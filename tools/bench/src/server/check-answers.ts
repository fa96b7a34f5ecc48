/** Whether a server answers as it was asked to, before it is measured. */
import { withSeed, type Ask, type Payload } from './contender.js';
import type { ServedModel } from './served-model.js';

const pngMark = [0x89, 0x50, 0x4e, 0x47];

async function fetchBytes(origin: string, ask: Ask, seed: number): Promise<Uint8Array> {
  const { method, path, headers, body } = withSeed(ask, seed);
  const response = await fetch(origin + path, { method, headers, ...(body === undefined ? {} : { body }) });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status === 200) return bytes;
  throw new Error(`${path} answers ${response.status}: ${new TextDecoder().decode(bytes).slice(0, 300)}`);
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** @throws Error if an answer has not the size that was asked for, or changes, or does not depend on the seed. */
export async function checkAnswers(
  origin: string,
  ask: Ask,
  { format, count }: Payload,
  { imageBytes }: Pick<ServedModel, 'imageBytes'>,
  /** Whether answers are those of a model. */
  drawn = true,
): Promise<void> {
  const first = await fetchBytes(origin, ask, 1);
  if (format === 'binary' && first.length !== count * imageBytes) {
    throw new Error(`${ask.path} gives ${first.length} bytes; ${count * imageBytes} were expected`);
  }
  if (format === 'png' && !pngMark.every((byte, i) => first[i] === byte)) {
    throw new Error(`${ask.path} gives no PNG file`);
  }
  if (!same(first, await fetchBytes(origin, ask, 1))) {
    throw new Error(`${ask.path} gives other bytes for the same seed`);
  }
  if (drawn && same(first, await fetchBytes(origin, ask, 2))) {
    throw new Error(`${ask.path} gives the same bytes for another seed`);
  }
}
