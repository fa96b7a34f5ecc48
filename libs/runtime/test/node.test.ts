/** ONNX Runtime in Node: sessions, what they refuse, and devices that may not be there. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseDevice, type Device, type Session } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { filled, floats, zeros } from '@kantor/tensor';
import { afterEach, describe, expect, it } from 'vitest';
import { probeFeeds, probeModel } from '../src/probe-model.js';
import { casts, twoOutputs } from './models.js';

const runtime = nodeRuntime();
const opened: Session[] = [];
const open = async (model: Uint8Array, device: Device = 'cpu') => {
  const session = await runtime.open(model, { device, threads: 1 });
  opened.push(session);
  return session;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((session) => session.release()));
});

const a = floats([3, 2], [1, 2, 3, 4, 5, 6]);
const b = floats([2], [10, 100]);
const sum = floats([3, 2], [11, 102, 13, 104, 15, 106]);
const product = floats([3, 2], [10, 200, 30, 400, 50, 600]);

describe('a session', () => {
  it('names its inputs and outputs and runs', async () => {
    const session = await open(twoOutputs);
    expect(session.inputNames).toEqual(['a', 'b']);
    expect(session.outputNames).toEqual(['sum', 'product']);
    expect(await session.run({ a, b })).toEqual({ sum, product });
  });

  it('takes another batch size at each run', async () => {
    const session = await open(twoOutputs);
    for (const batch of [1, 4, 2]) {
      const { sum: sums } = await session.run({ a: filled([batch, 2], 1), b });
      expect(sums).toEqual(floats([batch, 2], Array.from({ length: batch }, () => [11, 101]).flat()));
    }
  });

  it('writes results in place where it is told to, and the others anew', async () => {
    const session = await open(twoOutputs);
    const place = zeros('float32', [3, 2]);
    const { data } = place;
    const first = await session.run({ a, b }, { sum: place });
    expect(first['sum']).toBe(place);
    expect(place.data).toBe(data);
    expect(first).toEqual({ sum, product });
    const second = await session.run({ a, b: floats([2], [0, 0]) }, { sum: place });
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(second['product'].data).not.toBe(first['product'].data);
    expect(first['product']).toEqual(product);
  });

  it('reads a tensor’s present numbers, also when it was fed before', async () => {
    const session = await open(twoOutputs);
    const changing = floats([2], [1, 1]);
    await session.run({ a, b: changing });
    changing.data.set([10, 100]);
    expect((await session.run({ a, b: changing }))['sum']).toEqual(sum);
  });

  it('reads and writes views into larger arrays', async () => {
    const session = await open(twoOutputs);
    const large = new Float32Array(20).fill(-1);
    large.set([10, 100], 5);
    const place = floats([3, 2], large.subarray(10, 16));
    await session.run({ a, b: floats([2], large.subarray(5, 7)) }, { sum: place });
    expect([...large]).toEqual([-1, -1, -1, -1, -1, 10, 100, -1, -1, -1, ...sum.data, -1, -1, -1, -1]);
  });

  it('gives every dtype', async () => {
    const session = await open(casts);
    const results = await session.run({ x: floats([3], [0, 1, 2.75]) });
    const shape = [3];
    expect(results).toEqual({
      float16: { dtype: 'float16', shape, data: Uint16Array.of(0, 0x3c00, 0x4180) },
      int32: { dtype: 'int32', shape, data: Int32Array.of(0, 1, 2) },
      int64: { dtype: 'int64', shape, data: BigInt64Array.of(0n, 1n, 2n) },
      uint8: { dtype: 'uint8', shape, data: Uint8Array.of(0, 1, 2) },
      bool: { dtype: 'bool', shape, data: Uint8Array.of(0, 1, 1) },
    });
    const half = zeros('float16', shape);
    await session.run({ x: floats([3], [0, 1, 2.75]) }, { float16: half });
    expect(half.data).toEqual(Uint16Array.of(0, 0x3c00, 0x4180));
  });

  it('refuses feeds and places that do not fit, and then goes on', async () => {
    const session = await open(twoOutputs);
    const refusal = (message: string) => ({ code: 'runtime/run', message: expect.stringContaining(message) });
    await expect(session.run({ a })).rejects.toMatchObject(refusal("input 'b' is missing"));
    await expect(session.run({ a, b: floats([3], [1, 2, 3]) })).rejects.toMatchObject(
      refusal('Got invalid dimensions for input: b for the following indices index: 0 Got: 3 Expected: 2'),
    );
    const whole = { dtype: 'int32', shape: [2], data: Int32Array.of(1, 2) } as const;
    await expect(session.run({ a, b: whole })).rejects.toMatchObject(refusal('Unexpected input data type'));
    await expect(session.run({ a, b }, { sum: zeros('float32', [2, 2]) })).rejects.toMatchObject({
      code: 'runtime/run',
    });
    expect(await session.run({ a, b })).toEqual({ sum, product });
  });

  it('is released once, and then runs no more', async () => {
    const session = await open(probeModel);
    await session.release();
    await session.release();
    await expect(session.run(probeFeeds)).rejects.toMatchObject({ code: 'runtime/run' });
  });

  it('writes its profile where it is told to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kantor-profile-'));
    try {
      const session = await runtime.open(probeModel, {
        device: 'cpu',
        threads: 1,
        profile: join(folder, 'p'),
      });
      await session.run(probeFeeds);
      await session.release();
      const [file] = readdirSync(folder);
      expect(file).toMatch(/^p.*\.json$/);
      expect(readFileSync(join(folder, file), 'utf8')).toContain('"op_name" : "Add"');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a model', () => {
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['garbage', Uint8Array.of(1, 2, 3, 4)],
    ['a model cut short', probeModel.subarray(0, 40)],
  ])('that is %s is refused in one line', async (_what, bytes) => {
    await expect(open(bytes)).rejects.toMatchObject({
      code: 'runtime/open',
      message: expect.stringMatching(/^ONNX Runtime \d+\.\d+\.\d+ refused the model on cpu: [^\n]+$/),
    });
  });
});

describe('devices', () => {
  it.each<Device>(['cuda', 'webgpu', 'cpu', 'wasm'])(
    '%s: is there, or is not for one readable reason',
    async (device) => {
      const report = await runtime.probe(device);
      expect(report.device).toBe(device);
      expect(report.reason).toMatch(/^\S[^\n]*\S$/);
      expect(report.reason).not.toMatch(/onnxruntime_src|\.cc:|\[ONNXRuntimeError\]|\[1;31m|undefined/);
      if (!report.available) {
        expect(report.reason).toMatch(/\.$/);
        expect(report.fix).toMatch(/^[A-Z].*\.$/);
      }
      if (report.available) expect((await open(probeModel, device)).inputNames).toEqual(['x']);
    },
  );

  it('are chosen with the reasons of those passed over', async () => {
    const { device, tried } = await chooseDevice(runtime, 'auto');
    expect(tried.map((report) => report.device)).toEqual(runtime.devices.slice(0, tried.length));
    expect(tried.at(-1)).toEqual({ device, available: true, reason: runtime.name });
    expect(tried.slice(0, -1).every(({ available }) => !available)).toBe(true);
  });

  it('that this build has not are refused, not silently left out', async () => {
    await expect(open(probeModel, 'wasm')).rejects.toMatchObject({
      code: 'runtime/open',
      message: expect.stringContaining("this build has no 'wasm'"),
    });
    await expect(chooseDevice(runtime, 'wasm')).rejects.toMatchObject({
      code: 'runtime/device',
      message: expect.stringContaining('use cpu in Node'),
    });
  });

  it('are probed, and models refused, without a word on stderr', () => {
    const entry = new URL('../dist/node.js', import.meta.url).href;
    const program = `
      import { nodeRuntime } from ${JSON.stringify(entry)};
      const runtime = nodeRuntime();
      for (const device of ['cuda', 'webgpu', 'cpu', 'wasm']) await runtime.probe(device);
      for (const bytes of [[], [1, 2, 3]]) await runtime.open(Uint8Array.from(bytes), { device: 'cpu' }).catch(() => {});
      console.log('done');`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'done\n', stderr: '' });
  });
});
