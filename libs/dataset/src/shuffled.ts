/** Endless shuffled batches of a dataset, each sample once an epoch. */
import { floats, KantorError, sizeOf, stream } from '@kantor/tensor';
import type { BatchSource } from './batch-source.js';
import type { Dataset } from './dataset.js';

/**
 * A shuffle without replacement. Batch k of `size` holds the samples numbered s = k·size … k·size + size − 1, where
 * sample number s is element (s mod count) of the permutation of epoch ⌊s / count⌋, which is drawn from
 * `stream(seed, 'shuffle', epoch)`. So batches cross epochs, none is short, and none depends on those before.
 * @throws KantorError `dataset/empty` if there are no samples.
 */
export function shuffled(dataset: Dataset, seed: number): BatchSource {
  const { count, sampleShape } = dataset;
  if (count === 0) throw new KantorError('dataset/empty', `${dataset.name} has no samples to shuffle.`);
  const permutationOf = lastTwo((epoch) => stream(seed, 'shuffle', epoch).permutation(count));
  return {
    sampleShape,
    batch(index, size) {
      const indices = new Uint32Array(size);
      const first = index * size;
      for (let j = 0; j < size; j++) {
        indices[j] = permutationOf(Math.floor((first + j) / count))[(first + j) % count];
      }
      const out = new Float32Array(size * sizeOf(sampleShape));
      dataset.read(indices, out);
      return floats([size, ...sampleShape], out); // [size, ...sampleShape]
    },
  };
}

/** Remembers the two results used last: batches that cross an epoch, or readers that follow each other, need two. */
function lastTwo<T>(make: (key: number) => T): (key: number) => T {
  let current: { key: number; result: T } | undefined;
  let other: typeof current;
  return (key) => {
    if (current?.key !== key) {
      const found = other?.key === key ? other : { key, result: make(key) };
      other = current;
      current = found;
    }
    return current.result;
  };
}
