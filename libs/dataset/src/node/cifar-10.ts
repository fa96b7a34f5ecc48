/** CIFAR-10: 50,000 small colour photographs of ten kinds for training, 32 x 32, from the published files. */
import { join } from 'node:path';
import { KantorError } from '@kantor/tensor';
import { parseCifar } from '../cifar.js';
import type { Pixels } from '../pixels.js';
import { readIfThere, requireFolder } from './files.js';

const ARCHIVE = 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz';
const UNPACKED = 'cifar-10-batches-bin';
const FILES = [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`);
const ADVICE = `Fetch ${ARCHIVE}, unpack it in a folder (tar xzf cifar-10-binary.tar.gz), and give that with --data=DIR.`;

/**
 * The training images [50000, 3, 32, 32].
 * @param folder holds `data_batch_1.bin` to `data_batch_5.bin`, or the folder `cifar-10-batches-bin` that does.
 * @throws KantorError `dataset/missing-files`, `dataset/folder`, `dataset/cifar`.
 */
export async function readCifar10(folder?: string): Promise<Pixels> {
  if (folder === undefined) {
    throw new KantorError('dataset/missing-files', `No npm package carries CIFAR-10. ${ADVICE}`);
  }
  await requireFolder(folder);
  const files = (await readBatches(join(folder, UNPACKED))) ?? (await readBatches(folder));
  if (files) return parseCifar(files);
  throw new KantorError(
    'dataset/missing-files',
    `Neither ${folder} nor ${join(folder, UNPACKED)} has ${FILES[0]} to ${FILES.at(-1)}. ${ADVICE}`,
  );
}

/** All five files; undefined if one is missing. */
async function readBatches(folder: string): Promise<{ name: string; bytes: Uint8Array }[] | undefined> {
  const files = [];
  for (const file of FILES) {
    const name = join(folder, file);
    const bytes = await readIfThere(name);
    if (!bytes) return undefined;
    files.push({ name, bytes });
  }
  return files;
}
