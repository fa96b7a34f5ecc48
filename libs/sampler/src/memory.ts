/** Memory for numbers that come and go. */

/** New memory each time: whoever gets it may keep it. */
export const ownMemory = (length: number): Float32Array => new Float32Array(length);

/**
 * The same memory again and again, as large as was ever wanted, for numbers that are copied before there are others.
 * New memory of megabytes is not free: the system clears each page of it, and the collector counts it.
 */
export function sameMemory(): (length: number) => Float32Array {
  let memory = new Float32Array();
  return (length) => {
    if (memory.length < length) memory = new Float32Array(length);
    return memory.subarray(0, length);
  };
}
