/** ONNX Runtime in Node: sessions, what they refuse, and devices that may not be there. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseDevice, type Device, type Session } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { afterEach, describe, expect, it } from 'vitest';
import { probeFeeds, probeModel } from '../src/probe-model.js';
import { describeSessions } from './conformance.js';

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

describeSessions('onnxruntime-node', (model) => runtime.open(model, { device: 'cpu', threads: 1 }));

describe('a session', () => {
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
