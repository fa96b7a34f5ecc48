/** What a bundler makes of the libraries: nothing of Node, nothing of WebAssembly, and no more bytes than said here. */
import { describe, expect, it } from 'vitest';
import { buildPage, bundleEntries, filesBelow } from './support/bundle.js';

/** Kilobytes (1,000 bytes) after gzip of all that each entry exports, its dependencies with it, and some room. */
const budgets = {
  '@kantor/tensor': 3.7,
  '@kantor/graph': 11,
  '@kantor/spec': 43,
  '@kantor/onnx': 37,
  '@kantor/runtime': 2,
  '@kantor/runtime/web': 5,
  '@kantor/engine': 1,
  '@kantor/engine/ort': 42,
  '@kantor/wgan': 42,
  '@kantor/dataset': 5,
};

describe.each(Object.entries(budgets))('%s', (entry, kilobytes) => {
  it(`needs nothing of Node, and is at most ${kilobytes} kB`, async () => {
    const { ofNode, gzipBytes } = await bundleEntries(entry);
    expect(ofNode).toEqual([]);
    expect(gzipBytes).toBeLessThan(kilobytes * 1000);
    // A budget that is twice what is needed is none.
    if (kilobytes > 2) expect(gzipBytes).toBeGreaterThan(kilobytes * 500);
  });
});

it('all that trains a toy in a page is at most 100 kB', async () => {
  const { ofNode, gzipBytes } = await bundleEntries(
    '@kantor/wgan',
    '@kantor/dataset',
    '@kantor/engine/ort',
    '@kantor/runtime/web',
  );
  expect(ofNode).toEqual([]);
  expect(gzipBytes).toBeLessThan(100_000);
});

it('a page that is built has no WebAssembly of its own', async () => {
  const files = filesBelow(await buildPage('engine'));
  expect(files.filter((file) => file.endsWith('.js')).length).toBeGreaterThan(1);
  expect(files.filter((file) => !/\.(js|html)$/.test(file))).toEqual([]);
});
