/** From a trained run to a folder for TensorFlow.js, by the command that users type. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePng } from '@kantor/image';
import { floats, sizeOf } from '@kantor/tensor';
import { drawLatents } from '@kantor/wgan';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTfjs } from '../../apps/export/src/run-tfjs.js';
import { runModel, worstError } from '../onnx/run-model.js';
import { run, writeTinyModel } from '../trainer/command.js';

let home: string;
const runPath = (...path: string[]) => join(home, 'runs/tiny', ...path);

function filesOf(folder: string): ReadonlyMap<string, Uint8Array> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

interface Json {
  readonly userDefinedMetadata: Readonly<Record<string, string>>;
}
const jsonOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as Json;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kantor-'));
  writeTinyModel(home, (model) => {
    model['data'] = { kind: 'mnist', range: [-1, 1] };
    model['generator'] = {
      layers: [
        { kind: 'dense', units: 98 },
        { kind: 'reshape', shape: [2, 7, 7] },
        { kind: 'batchNorm' },
        { kind: 'leakyRelu' },
        { kind: 'convTranspose', filters: 1, kernel: 5, stride: 4 },
        { kind: 'tanh' },
      ],
    };
    model['critic'] = { layers: [{ kind: 'flatten' }, { kind: 'dense', units: 1 }] };
  });
  const { code, stderr } = await run(
    'train',
    ['--model=model.json', '--steps=12', '--checkpoint-every=6'],
    home,
  );
  expect(`${code} ${stderr}`).toBe('0 ');
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('export:tfjs', () => {
  it('takes the newest run, writes the folder and a sheet, and says so', async () => {
    const { code, stdout, stderr } = await run('tfjs', [], home);
    expect(`${code} ${stderr}`).toBe('0 ');
    expect(readdirSync(runPath('tfjs')).sort()).toEqual(['group1-shard1of1.bin', 'model.json']);
    expect(existsSync(runPath('tfjs.png'))).toBe(true);
    expect(stdout).toContain('runs/tiny (the newest)');
    expect(stdout).toContain('step-000012');
    expect(stdout).toContain('Input latent [N, 2] normal, output [N, 28, 28, 1]');
    expect(stdout).toContain('TensorFlow.js 4.22.0');
    expect(Number(/64 latents: (\S+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(1e-5);
  });

  it('gives the same images as export:onnx, and the same sheet', async () => {
    expect((await run('onnx', [], home)).code).toBe(0);
    const latents = drawLatents({ size: 2, distribution: 'normal' }, 4, 7, 'latent');
    const { samples } = await runModel(readFileSync(runPath('generator.onnx')), { latent: latents });
    const images = await runTfjs(filesOf(runPath('tfjs')), latents);
    expect(images.shape).toEqual(samples.shape);
    expect(worstError(images.data, samples.data as Float32Array)).toBeLessThan(1e-5);
    const [ours, theirs] = ['generator.png', 'tfjs.png'].map((name) =>
      decodePng(readFileSync(runPath(name))),
    );
    expect([theirs.width, theirs.height]).toEqual([ours.width, ours.height]);
    expect(new Set(ours.data).size).toBeGreaterThan(50);
    expect(theirs.data.every((grey, i) => Math.abs(grey - ours.data[i]) <= 1)).toBe(true);
  });

  it('says how to sample from it', () => {
    const { userDefinedMetadata: metadata } = jsonOf(runPath('tfjs'));
    expect(metadata).toMatchObject({
      'kantor.format': '1',
      'kantor.latent.size': '2',
      'kantor.latent.distribution': 'normal',
      'kantor.latent.rng': 'philox4x32-10/as241',
      'kantor.sample.shape': '[28,28,1]',
      'kantor.sample.layout': 'NHWC',
      'kantor.value.range': '[-1,1]',
      'kantor.training.step': '12',
      'kantor.weights': 'ema',
    });
    expect(Number(metadata['kantor.parity.maxAbsoluteDifference'])).toBeLessThanOrEqual(1e-5);
  });

  it('writes the same bytes in the place of an earlier export', async () => {
    const before = filesOf(runPath('tfjs'));
    expect((await run('tfjs', ['--run=runs/tiny'], home)).code).toBe(0);
    expect(filesOf(runPath('tfjs'))).toEqual(before);
    expect(readdirSync(runPath()).filter((name) => name.startsWith('tfjs.'))).toEqual(['tfjs.png']);
  });

  it('exports other weights and checkpoints where asked', async () => {
    const latents = floats([1, 2], [1, -1]);
    const exported = [await runTfjs(filesOf(runPath('tfjs')), latents)];
    for (const flag of ['--weights=raw', '--checkpoint=step-000006']) {
      const { code, stderr } = await run('tfjs', ['--run=runs/tiny', '--out=site/public/other/', flag], home);
      expect(`${code} ${stderr}`).toBe('0 ');
      expect(existsSync(join(home, 'site/public/other.png'))).toBe(true);
      exported.push(await runTfjs(filesOf(join(home, 'site/public/other')), latents));
    }
    const [ema, raw, early] = exported.map(({ data }) => [...data]);
    expect(ema).toHaveLength(sizeOf([28, 28]));
    expect(raw).not.toEqual(ema);
    expect(early).not.toEqual(ema);
  });

  it('leaves a folder alone that holds something else', async () => {
    const { code, stderr } = await run('tfjs', ['--run=runs/tiny', '--out=runs/tiny'], home);
    expect(code).toBe(1);
    expect(stderr).toContain('Choose another folder with --out');
    expect(existsSync(runPath('run.json'))).toBe(true);
  });

  it.each([
    [['--run=runs/tiny', '--out=model.json'], 'model.json is no folder'],
    [['--run=runs/tiny', '--out=model.json/digits'], 'model.json is no folder'],
    [['--rum=runs/tiny'], 'did you mean --run?'],
    [['--run=runs/tiny', '--opset=17'], 'opset'],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await run('tfjs', flags, home);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('writes nothing of a checkpoint that is damaged', async () => {
    const state = runPath('checkpoints/step-000012/state.safetensors');
    const before = readFileSync(state);
    writeFileSync(state, before.subarray(0, before.length - 4));
    try {
      const { code } = await run(
        'tfjs',
        ['--run=runs/tiny', '--checkpoint=step-000012', '--out=broken'],
        home,
      );
      expect(code).toBe(1);
      expect(existsSync(join(home, 'broken'))).toBe(false);
    } finally {
      writeFileSync(state, before);
    }
  });
});
