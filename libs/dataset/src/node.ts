/** What reads a disk. The names of `@kantor/dataset` itself need none. */
export { cacheFolder, type CacheOptions } from './node/cache.js';
export { readCifar10 } from './node/cifar-10.js';
export type { PictureShape } from './node/decode.js';
export { readFashionMnist } from './node/fashion-mnist.js';
export { readImageFolder } from './node/image-folder.js';
export { readMnist } from './node/mnist.js';
export { openDataset, type OpenOptions } from './node/open.js';
export type { Progress } from './node/progress.js';
