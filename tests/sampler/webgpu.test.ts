/**
 * The webgpu provider of onnxruntime-node: on a GPU, or on the processor by SwiftShader, which comes with Debian's
 * chromium. Drivers are found by the environment of a process, so the samples are drawn in one of their own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Placement } from '@kantor/runtime';
import type { SamplerReport } from '@kantor/sampler';
import { describe, expect, it } from 'vitest';
import { useLoad } from './support/load.js';
import { untrained } from './support/models.js';

const load = useLoad();
const model = untrained('mnist-wgan-gp');

interface Drawn {
  /** By count, base64 of float32. */
  readonly samples: Readonly<Record<number, string>>;
  readonly operators: Placement;
  readonly report: SamplerReport;
}

const chromium = '/usr/lib/chromium';
const driver = join(chromium, 'vk_swiftshader_icd.json');
const swiftShader = existsSync(driver) ? { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: chromium } : {};

/** The program of the child, on the compiled library. It prints one line of JSON. */
const program = `
import { Sampler } from '@kantor/sampler/node';
const say = (answer) => process.stdout.write(JSON.stringify(answer));
try {
  const sampler = await Sampler.load(process.argv[1], { device: 'webgpu', pool: 3 });
  const draw = async (count) => Buffer.from((await sampler.sample({ seed: 3, count })).data.buffer).toString('base64');
  const samples = { 1: await draw(1), 2: await draw(2), 17: await draw(17), 65: await draw(65) };
  const operators = await sampler.operators();
  await sampler.dispose();
  say({ samples, operators, report: sampler.report() });
} catch (error) {
  say({ reason: error.message });
}
`;

/** What the child drew, or why it could not. */
function drawOnWebgpu(): Drawn | string {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-webgpu-'));
  try {
    const path = join(folder, 'generator.onnx');
    writeFileSync(path, model);
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program, path], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)), // where the child finds the library
      encoding: 'utf8',
      env: { ...process.env, ...swiftShader },
    });
    const [line] = /^\{.*\}$/m.exec(stdout) ?? [];
    if (line === undefined) return `the process that tried it said: ${stderr.split('\n')[0]}`;
    const answer = JSON.parse(line) as Drawn | { reason: string };
    return 'reason' in answer ? answer.reason.replace(/\s+/g, ' ') : answer;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const drawn = drawOnWebgpu();
const missing = typeof drawn === 'string';

describe.skipIf(missing)(`samples on webgpu${missing ? `, which is not here: ${drawn}` : ''}`, () => {
  const { samples, operators, report } = drawn as Drawn;

  it('differ from the processor’s by rounding alone', async () => {
    const { data } = await (await load(model)).sample({ seed: 3, count: 65 });
    const bytes = Uint8Array.from(Buffer.from(samples[65], 'base64'));
    const worst = new Float32Array(bytes.buffer).reduce(
      (most, value, i) => Math.max(most, Math.abs(value - data[i])),
      0,
    );
    expect(worst).toBeLessThan(1e-4);
  });

  it('are the same to the bit for every count', () => {
    const all = Buffer.from(samples[65], 'base64');
    for (const count of [1, 2, 17]) {
      expect(samples[count]).toBe(all.subarray(0, count * 784 * 4).toString('base64'));
    }
  });

  it('come from operators that run there', () => {
    expect(operators).toMatchObject({
      Gemm: { webgpu: 1 },
      ConvTranspose: { webgpu: 2 },
      Tanh: { webgpu: 1 },
    });
  });

  it('come from one worker, however many were asked for', () => {
    expect(report).toMatchObject({ device: 'webgpu', workers: 1 });
    expect(report.tried).toEqual([{ device: 'webgpu', available: true, reason: expect.any(String) }]);
  });
});
