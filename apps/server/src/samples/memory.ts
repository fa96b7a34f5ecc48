/**
 * Memory for the numbers of answers, used again for later answers. New memory for each is dear: the system clears its
 * pages, and the collector of garbage runs the more often and the longer the more of it comes and goes.
 */

export interface Memory {
  /** For at least `length` numbers of any value, until it is given back. */
  borrow(length: number): Float32Array;
  giveBack(memory: Float32Array): void;
}

/** The smallest: 4 KiB. */
const least = 1024;

/** Bytes that are kept for later: what is given back beyond that is left to the collector. */
const mostKept = 2 ** 26;

/** @param most bytes that are kept. */
export function createMemory(most = mostKept): Memory {
  /** By their length, which is a power of two. */
  const kept = new Map<number, Float32Array[]>();
  let bytes = 0;
  return {
    borrow(length) {
      const size = Math.max(least, 2 ** Math.ceil(Math.log2(length)));
      const memory = kept.get(size)?.pop();
      if (!memory) return new Float32Array(size);
      bytes -= memory.byteLength;
      return memory;
    },
    giveBack(memory) {
      if (bytes + memory.byteLength > most) return;
      bytes += memory.byteLength;
      const alike = kept.get(memory.length);
      if (alike) alike.push(memory);
      else kept.set(memory.length, [memory]);
    },
  };
}
