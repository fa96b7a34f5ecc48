/**
 * Random streams that are pure functions of a seed, a purpose and a step: no hidden state anywhere, and the same bits
 * in every JavaScript engine. A stream only remembers how far it has been read.
 */
import { KantorError } from './error.js';
import { formatValue } from './format-value.js';
import { normalOfWord } from './normal.js';
import { philoxBlocks, type PhiloxKey } from './philox.js';

/** What a manifest writes down so that a later version knows whether it draws the same numbers. */
export const rngAlgorithm = 'philox4x32-10/as241';

/**
 * Each fill goes on where the last call ended. From a fresh stream, element i depends on i alone and not on the length
 * of the array. One stream gives 2^34 words.
 */
export interface RandomStream {
  /**
   * Passes over so many words, in no time: what comes then is what would have come after reading them.
   * @throws KantorError `tensor/stream-end` if there are not so many.
   */
  skip(words: number): void;
  /** Words of 32 random bits. Fills `out` and returns it, as all fills do. */
  uint32(out: Uint32Array): Uint32Array;
  /** Uniform on [0, 1): multiples of 2^-24, exact in float32. One word each. */
  uniform(out: Float32Array): Float32Array;
  /** Standard normal, rounded to float32, between −6.34 and 6.34. One word each. */
  normal(out: Float32Array): Float32Array;
  /**
   * Whole numbers uniform on 0 … bound − 1, without bias. One word each, and rarely more: a word that would bias the
   * result is passed over.
   * @throws KantorError `tensor/bound` unless bound is a whole number from 1 to 2^32.
   */
  integers(out: Uint32Array, bound: number): Uint32Array;
  /**
   * The numbers 0 … n − 1 in an order drawn uniformly from all orders (Fisher and Yates).
   * @throws KantorError `tensor/bound` unless n is a whole number from 0 to 2^32 − 1.
   */
  permutation(n: number): Uint32Array;
}

const TWO_32 = 4294967296;
const WORDS_PER_STREAM = 4 * TWO_32;

/**
 * The stream of a seed, a purpose (such as `'latent'`) and a step. Two purposes, steps or seeds give unrelated streams.
 *
 * Word w is word (w mod 4) of the Philox 4x32-10 block with counter (⌊w / 4⌋, step mod 2^32, ⌊step / 2^32⌋, h) and key
 * (seed mod 2^32, ⌊seed / 2^32⌋), where h is the 32-bit FNV-1a hash of the purpose in UTF-8.
 * @throws KantorError `tensor/seed` unless seed and step are whole numbers from 0 to 2^53 − 1.
 */
export function stream(seed: number, purpose: string, step = 0): RandomStream {
  requireSeed(seed);
  requireWhole('step', step);
  const key: PhiloxKey = {
    counter1: step % TWO_32,
    counter2: Math.floor(step / TWO_32),
    counter3: fnv1a(purpose),
    key0: seed % TWO_32,
    key1: Math.floor(seed / TWO_32),
  };
  const words = wordReader(key);
  const filled = (out: Float32Array): Uint32Array =>
    words.fill(new Uint32Array(out.buffer, out.byteOffset, out.length)); // the same memory: no second array
  return {
    skip: words.skip,
    uint32: (out) => words.fill(out),
    uniform(out) {
      const source = filled(out);
      for (let i = 0; i < out.length; i++) out[i] = (source[i] >>> 8) * 2 ** -24;
      return out;
    },
    normal(out) {
      const source = filled(out);
      for (let i = 0; i < out.length; i++) out[i] = normalOfWord(source[i]);
      return out;
    },
    integers(out, bound) {
      requireBound('The bound of random integers', bound, 1, TWO_32);
      for (let i = 0; i < out.length; i++) out[i] = below(bound, words.next);
      return out;
    },
    permutation(n) {
      requireBound('The length of a permutation', n, 0, TWO_32 - 1);
      const order = Uint32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = below(i + 1, words.next);
        const swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
      return order;
    },
  };
}

interface WordReader {
  skip(words: number): void;
  fill(out: Uint32Array): Uint32Array;
  next(): number;
}

/** Reads the words of one key in order. */
function wordReader(key: PhiloxKey): WordReader {
  const block = new Uint32Array(4);
  let position = 0;
  let inBlock = -1; // which block the words are of
  const next = (): number => {
    const wanted = Math.floor(position / 4);
    if (wanted !== inBlock) philoxBlocks(key, wanted, block, 0, 1);
    inBlock = wanted;
    return block[position++ % 4];
  };
  return {
    skip(words) {
      requireLeft(position, words);
      position += words;
    },
    next() {
      requireLeft(position, 1);
      return next();
    },
    fill(out) {
      requireLeft(position, out.length);
      let i = 0;
      while (i < out.length && position % 4 !== 0) out[i++] = next();
      const blocks = Math.floor((out.length - i) / 4);
      philoxBlocks(key, position / 4, out, i, blocks);
      i += 4 * blocks;
      position += 4 * blocks;
      while (i < out.length) out[i++] = next();
      return out;
    },
  };
}

/** Uniform on 0 … bound − 1: words past the last whole multiple of `bound` are passed over. */
function below(bound: number, next: () => number): number {
  const limit = TWO_32 - (TWO_32 % bound);
  let word = next();
  while (word >= limit) word = next();
  return word % bound;
}

const utf8 = new TextEncoder();

/** Fowler, Noll and Vo's 32-bit hash FNV-1a of a text in UTF-8. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of utf8.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** @throws KantorError `tensor/seed` unless it is a whole number from 0 to 2^53 − 1. */
export function requireSeed(seed: number): void {
  requireWhole('seed', seed);
}

function requireWhole(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new KantorError(
    'tensor/seed',
    `The ${what} of a random stream is ${formatValue(value)}; give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}.`,
  );
}

function requireBound(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new KantorError('tensor/bound', `${what} is ${value}; give a whole number from ${least} to ${most}.`);
}

function requireLeft(position: number, count: number): void {
  if (position + count <= WORDS_PER_STREAM) return;
  throw new KantorError(
    'tensor/stream-end',
    `A random stream has ${WORDS_PER_STREAM} words; ${position} are used and ${count} more were asked for. ` +
      'Open another stream, with the next step or another purpose.',
  );
}
