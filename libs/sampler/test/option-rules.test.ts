/** Options of another sort than they are to be. */
import { describe, expect, it } from 'vitest';
import { callRules, loadRules, requireOptions } from '../src/option-rules.js';
import { createLoad } from '../src/web/load.js';

const refused = (code: string, message: string): unknown => expect.objectContaining({ code, message });

describe('options', () => {
  it.each([
    {},
    { signal: AbortSignal.abort(), onWorker: undefined, unknown: 1 },
    { signal: null },
    {
      device: 'cpu',
      latent: { size: 3 },
      shape: [1, 28, 28],
      warmUp: 'all',
      blocked: false,
      onBatch: () => 1,
    },
  ])('that are what they are to be pass: %j', (options) => {
    expect(() => requireOptions(options, loadRules)).not.toThrow();
  });

  it.each<[object, string, string]>([
    [{ warmUp: 'foo' }, 'sampler/options', "The option `warmUp` is 'foo'; expected 'smallest' or 'all'."],
    [{ blocked: 0 }, 'sampler/options', 'The option `blocked` is 0; expected true or false.'],
    [{ onWorker: {} }, 'sampler/options', 'The option `onWorker` is Object; expected a function.'],
    [{ onBatch: 'x' }, 'sampler/options', "The option `onBatch` is 'x'; expected a function."],
    [{ onProgress: true }, 'sampler/options', 'The option `onProgress` is true; expected a function.'],
    [{ signal: {} }, 'sampler/options', 'The option `signal` is Object; expected an AbortSignal.'],
    [
      { device: () => 'cpu' },
      'runtime/device',
      "The option `device` is Function; expected the name of a device, or 'auto'.",
    ],
    [
      { latent: 64 },
      'sampler/latent',
      'The option `latent` is 64; expected an object, such as { size: 100 }.',
    ],
    [
      { shape: '1x28x28' },
      'sampler/shape',
      "The option `shape` is '1x28x28'; expected a list of sizes, such as [3, 64, 64].",
    ],
  ])('of another sort are refused: %j', (options, code, message) => {
    expect(() => requireOptions(options, loadRules)).toThrow(refused(code, message));
  });

  it.each([
    [null, 'null'],
    ['fast', "'fast'"],
    [7, '7'],
  ])('are an object, and not %j', (options, shown) => {
    expect(() => requireOptions(options, callRules)).toThrow(
      refused('sampler/options', `The options are ${shown}; expected an object.`),
    );
  });

  it.each<[object, string]>([
    [{ assets: {} }, '`assets` is Object; expected an address'],
    [{ worker: './worker.js' }, "`worker` is './worker.js'; expected a function"],
    [{ hash: 7 }, '`hash` is 7; expected SHA-256 in hex digits'],
    [{ cache: 'no' }, "`cache` is 'no'; expected true or false"],
    [{ warmUp: 'foo' }, "`warmUp` is 'foo'"],
  ])('in a page are refused before a worker starts: %j', async (options, said) => {
    const worker = (): Worker => {
      throw new Error('A worker was started.');
    };
    const load = createLoad({ assets: 'kantor/', worker });
    await expect(load('generator.onnx', options)).rejects.toMatchObject({
      code: 'sampler/options',
      message: expect.stringContaining(said),
    });
  });
});
