/** Which device a page gets, for which reasons, and what it downloads for it. */
import { webVariants, type VariantName } from '@kantor/runtime/web';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/chromium.js';
import { assets, openForTest, type EnginePage } from './support/engine-page.js';

const software = useBrowser({ webgpu: true });
const none = useBrowser({ webgpu: false });

const adapter = 'onnxruntime-web 1.30.0, adapter google swiftshader';
const noAdapter = {
  device: 'webgpu',
  available: false,
  reason: 'The browser has WebGPU, but found no GPU adapter that it trusts.',
  fix: 'A newer driver, or hardware acceleration in the settings of the browser, may help.',
};
const oneThread = {
  device: 'wasm',
  available: true,
  reason: 'onnxruntime-web 1.30.0, 1 thread, since the page is not cross-origin isolated',
  fix:
    'For more threads, serve the page with Cross-Origin-Opener-Policy: same-origin and ' +
    'Cross-Origin-Embedder-Policy: require-corp.',
};

/** What was fetched of ONNX Runtime, each file once. */
function fetched({ site }: EnginePage): readonly string[] {
  return [...new Set(site.requests.filter((path) => path.startsWith(assets)))].sort();
}
function filesOf(name: VariantName): readonly string[] {
  return Object.values(webVariants[name])
    .map((file) => assets + file.name)
    .sort();
}

describe('a page gets', () => {
  it('WebGPU where there is some, and downloads what that needs', async () => {
    const page = await openForTest(software());
    expect(fetched(page)).toEqual([]);
    expect(await page.ask('choose', { assets })).toEqual({
      device: 'webgpu',
      tried: [{ device: 'webgpu', available: true, reason: adapter }],
    });
    expect(fetched(page)).toEqual(filesOf('jspi'));
  });

  it('WebAssembly with threads where there is no adapter, and no file for WebGPU', async () => {
    const page = await openForTest(none(), { isolated: true });
    expect(await page.ask('choose', { assets, threads: 2 })).toEqual({
      device: 'wasm',
      tried: [noAdapter, { device: 'wasm', available: true, reason: 'onnxruntime-web 1.30.0, 2 threads' }],
    });
    expect(fetched(page)).toEqual(filesOf('wasm'));
    // The glue is what a thread runs: once for the page's worker, once for the second thread.
    expect(page.site.requests.filter((path) => path.endsWith(webVariants.wasm.glue.name))).toHaveLength(2);
  });

  it('WebAssembly on one thread where memory may not be shared', async () => {
    const page = await openForTest(none());
    const { tried } = await page.ask('choose', { assets, threads: 2 });
    expect(tried.at(-1)).toEqual(oneThread);
  });

  it('WebAssembly in a browser without WebGPU', async () => {
    const page = await openForTest(none());
    await page.page.evaluate(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
    const { device, tried } = await page.askHere('choose', { assets });
    expect(device).toBe('wasm');
    expect(tried[0].reason).toBe(
      'navigator.gpu is absent: this browser has no WebGPU, or it is switched off.',
    );
  });

  it('WebGPU by Asyncify where WebAssembly cannot wait for promises', async () => {
    const page = await openForTest(software(), { strict: true });
    await page.page.evaluate(() => Reflect.deleteProperty(WebAssembly, 'Suspending'));
    expect((await page.askHere('choose', { assets })).tried).toEqual([
      { device: 'webgpu', available: true, reason: adapter },
    ]);
    expect(fetched(page)).toEqual(filesOf('asyncify'));
    expect(page.troubles).toEqual([]);
  });

  it('WebAssembly where ONNX Runtime cannot use the GPU', async () => {
    const page = await openForTest(software(), {
      instead: {
        [assets + webVariants.jspi.wasm.name]: (response) => response.writeHead(404).end(),
      },
    });
    const { device, tried } = await page.ask('choose', { assets });
    expect(device).toBe('wasm');
    expect(tried[0]).toMatchObject({
      available: false,
      reason: expect.stringContaining(`${webVariants.jspi.wasm.name} answered 404.`),
    });
  });
});

describe('a device', () => {
  it('of Node alone is refused', async () => {
    const page = await openForTest(none());
    expect(await page.ask('probe', { assets, device: 'cuda' })).toEqual({
      device: 'cuda',
      available: false,
      reason: "Browsers have no 'cuda'.",
      fix: 'They have webgpu and wasm.',
    });
    await expect(page.ask('run', { assets, device: 'cpu' }, {})).rejects.toMatchObject({
      code: 'runtime/open',
      message: expect.stringContaining("Browsers have no 'cpu'."),
    });
    expect(fetched(page)).toEqual([]);
  });

  it('keeps the threads with which it began', async () => {
    const page = await openForTest(none(), { isolated: true });
    expect(await page.ask('run', { assets, device: 'wasm', threads: 2 }, { threads: 2 })).toEqual([2]);
    await expect(page.ask('run', { assets, device: 'wasm' }, { threads: 1 })).rejects.toMatchObject({
      code: 'runtime/open',
      message: expect.stringContaining(
        '1 threads were asked for, but ONNX Runtime runs with 2 in this page or worker and keeps them.',
      ),
    });
  });
});
