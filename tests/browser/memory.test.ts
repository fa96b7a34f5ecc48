/**
 * Sessions that are released leave nothing behind: 20 of them by default, 200 in the slow lane (KANTOR_SLOW=1); fewer on
 * WebGPU, where each asks for the GPU anew, which takes SwiftShader a second.
 */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { useBrowser } from './support/chromium.js';
import { assets, openForTest } from './support/engine-page.js';

const browser = useBrowser({ webgpu: true });
const slow = process.env['KANTOR_SLOW'] === '1';
const megabyte = 1_000_000;

interface Held {
  /** Bytes of WebAssembly's memories, which never shrink. */
  readonly wasm: number;
  /** Bytes of GPU buffers that were not destroyed. */
  readonly gpu: number;
  /** Bytes of JavaScript's objects. */
  readonly heap: number;
}

/** Makes the page count what it allocates from here on. */
async function watch(page: Page): Promise<() => Promise<Held>> {
  await page.evaluate(() => {
    const held = { memories: [] as WebAssembly.Memory[], gpu: 0 };
    Object.assign(globalThis, { held });
    const { Memory } = WebAssembly;
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        held.memories.push(this);
      }
    };
    const { GPUDevice, GPUBuffer } = globalThis as unknown as Record<string, { prototype: never }>;
    const device = GPUDevice.prototype as { createBuffer(descriptor: { size: number }): unknown };
    const buffer = GPUBuffer.prototype as { size: number; destroy(): void };
    const { createBuffer } = device;
    const { destroy } = buffer;
    // Released buffers are destroyed, or forgotten and then collected.
    const forgotten = new FinalizationRegistry((size: number) => (held.gpu -= size));
    device.createBuffer = function (descriptor) {
      held.gpu += descriptor.size;
      const made = createBuffer.call(this, descriptor) as object;
      forgotten.register(made, descriptor.size, made);
      return made;
    };
    buffer.destroy = function () {
      if (forgotten.unregister(this)) held.gpu -= this.size;
      destroy.call(this);
    };
  });
  const session = await page.context().newCDPSession(page);
  return async () => {
    for (let i = 0; i < 5; i++) {
      await session.send('HeapProfiler.collectGarbage');
      await page.waitForTimeout(200); // what was collected is told afterwards
    }
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { wasm, gpu } = await page.evaluate(() => {
      const { memories, gpu } = (
        globalThis as unknown as { held: { memories: WebAssembly.Memory[]; gpu: number } }
      ).held;
      return { wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0), gpu };
    });
    return { wasm, gpu, heap: usedSize };
  };
}

const cases = [
  { device: 'wasm', cycles: slow ? 200 : 20 },
  { device: 'webgpu', cycles: slow ? 50 : 8 },
] as const;
it.each(cases)('$cycles sessions on $device, one after the other', { timeout: 600_000 }, async (row) => {
  const { device, cycles } = row;
  const { page, askHere } = await openForTest(browser());
  const measure = await watch(page);
  await askHere('cycle', { assets, device }, 3); // allocators take their fill
  const before = await measure();
  await askHere('cycle', { assets, device }, cycles);
  const after = await measure();
  expect(before.wasm).toBeGreaterThan(megabyte);
  // Each session has 2 MB of weights.
  expect(after.wasm - before.wasm).toBeLessThan(4 * megabyte);
  expect(after.gpu - before.gpu).toBeLessThan(4 * megabyte);
  expect(after.heap - before.heap).toBeLessThan(megabyte);
});
