/** The binary format of CIFAR-10: records of one label and 3072 bytes. Source: cs.toronto.edu/~kriz/cifar.html. */
import { KantorError } from '@kantor/tensor';
import type { Pixels } from './pixels.js';

/** Red, green and blue planes of 32 x 32. */
const IMAGE = 3 * 32 * 32;
const RECORD = 1 + IMAGE;

/**
 * The images of some files, in order; labels are dropped.
 * @param files whole files with their names, for errors.
 * @throws KantorError `dataset/cifar` if a file is empty, holds a piece of a record, or a label above 9.
 */
export function parseCifar(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Pixels {
  const total = files.reduce((sum, { name, bytes }) => sum + recordsOf(name, bytes), 0);
  const images = new Uint8Array(total * IMAGE);
  let image = 0;
  for (const { name, bytes } of files) {
    for (let start = 0; start < bytes.length; start += RECORD) {
      if (bytes[start] > 9) {
        throw new KantorError(
          'dataset/cifar',
          `${name} has label ${bytes[start]} at byte ${start}; labels of CIFAR-10 are 0 to 9. ` +
            'Use the files of the binary version (cifar-10-binary.tar.gz), not of CIFAR-100 or the Python version.',
        );
      }
      images.set(bytes.subarray(start + 1, start + RECORD), image++ * IMAGE);
    }
  }
  return { shape: [total, 3, 32, 32], bytes: images };
}

function recordsOf(name: string, bytes: Uint8Array): number {
  if (bytes.length > 0 && bytes.length % RECORD === 0) return bytes.length / RECORD;
  throw new KantorError(
    'dataset/cifar',
    `${name} has ${bytes.length} bytes; expected records of ${RECORD} bytes (30,730,000 in a published file). ` +
      'Fetch and unpack it again.',
  );
}
