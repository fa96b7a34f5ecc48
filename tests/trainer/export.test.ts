/** From a trained run to an ONNX file that samples the same, says how to use it, and is the same bytes every time. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePng } from '@kantor/image';
import { readOnnx } from '@kantor/onnx';
import { nodeRuntime } from '@kantor/runtime/node';
import type { FloatTensor } from '@kantor/tensor';
import { drawLatents } from '@kantor/wgan';
import { run, temporaryFolder } from './command.js';

/** A small convolutional model with batch norm, on MNIST. */
const model = {
  name: 'small-digits',
  description: 'A small model for tests.',
  data: { kind: 'mnist', range: [-1, 1] },
  latent: { size: 8, distribution: 'normal' },
  generator: {
    layers: [
      { kind: 'dense', units: 392 },
      { kind: 'reshape', shape: [8, 7, 7] },
      { kind: 'batchNorm' },
      { kind: 'relu' },
      { kind: 'convTranspose', filters: 4, kernel: 4, stride: 2, bias: false },
      { kind: 'batchNorm' },
      { kind: 'relu' },
      { kind: 'convTranspose', filters: 1, kernel: 4, stride: 2 },
      { kind: 'tanh' },
    ],
  },
  critic: {
    layers: [
      { kind: 'conv', filters: 4, kernel: 4, stride: 4 },
      { kind: 'leakyRelu' },
      { kind: 'flatten' },
      { kind: 'dense', units: 1 },
    ],
  },
  objective: { loss: 'wasserstein', lipschitz: { method: 'gradientPenalty', lambda: 10 } },
  training: {
    batchSize: 16,
    steps: 12,
    criticSteps: 1,
    criticOptimizer: { kind: 'adam', learningRate: 1e-3, beta1: 0.5, beta2: 0.9 },
    generatorOptimizer: { kind: 'adam', learningRate: 1e-3, beta1: 0.5, beta2: 0.9 },
    ema: 0.9,
  },
};

let home: string;
const runPath = () => join(home, 'runs/small-digits');

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kantor-'));
  writeFileSync(join(home, 'model.json'), JSON.stringify(model));
  const { code, stderr } = await run(
    'train',
    ['--model=model.json', '--checkpoint-every=6', '--trace=2'],
    home,
  );
  expect(`${code} ${stderr}`).toBe('0 ');
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function sampleFile(path: string, latents: FloatTensor): Promise<FloatTensor> {
  const session = await nodeRuntime().open(readFileSync(path), { device: 'cpu' });
  const { samples } = await session.run({ latent: latents });
  await session.release();
  return samples as FloatTensor;
}

describe('trainer:train', () => {
  it('leaves everything in the folder of the run', () => {
    for (const path of [
      'model.json',
      'run.json',
      'metrics.jsonl',
      'report.html',
      'samples/step-000012.png',
      'checkpoints/step-000006/state.safetensors',
      'checkpoints/step-000012/manifest.json',
      'trace/000-criticStep.safetensors',
      'trace/003-generatorStep.safetensors',
    ]) {
      expect(existsSync(join(runPath(), path)), path).toBe(true);
    }
    expect(existsSync(join(runPath(), 'trace/004-criticStep.safetensors'))).toBe(false);
  });

  it('draws an 8 by 8 sheet', () => {
    const sheet = decodePng(readFileSync(join(runPath(), 'samples/step-000012.png')));
    expect([sheet.width, sheet.height]).toEqual([462, 462]);
    expect(new Set(sheet.data).size).toBeGreaterThan(50);
  });
});

describe('export:onnx', () => {
  it('takes the newest run, writes the file and its sheet, and says so', async () => {
    const { code, stdout, stderr } = await run('onnx', [], home);
    expect(`${code} ${stderr}`).toBe('0 ');
    expect(stdout).toContain('runs/small-digits (the newest)');
    expect(stdout).toContain('step-000012');
    const difference = Number(/64 latents: (\S+)/.exec(stdout)?.[1]);
    expect(difference).toBeLessThanOrEqual(1e-5);
    const { width } = decodePng(readFileSync(join(runPath(), 'generator.png')));
    expect(width).toBe(462);
  });

  it('writes a file that says how to sample from it', () => {
    const { inputs, outputs, metadata, opset, operators } = readOnnx(
      readFileSync(join(runPath(), 'generator.onnx')),
    );
    expect(inputs).toEqual([{ name: 'latent', type: 'float', shape: ['N', 8] }]);
    expect(outputs).toEqual([{ name: 'samples', type: 'float', shape: ['N', 1, 28, 28] }]);
    expect(opset).toBe(17);
    expect(metadata).toMatchObject({
      'kantor.latent.size': '8',
      'kantor.latent.distribution': 'normal',
      'kantor.sample.shape': '[1,28,28]',
      'kantor.value.range': '[-1,1]',
      'kantor.training.step': '12',
      'kantor.weights': 'ema',
    });
    expect(JSON.parse(metadata['kantor.spec'])).toMatchObject({ name: 'small-digits' });
    expect(Number(metadata['kantor.parity.maxAbsoluteDifference'])).toBeLessThanOrEqual(1e-5);
    // Batch norm is folded away.
    expect(Object.keys(operators).sort()).toEqual(['ConvTranspose', 'Gemm', 'Relu', 'Reshape', 'Tanh']);
  });

  it('writes the same bytes again', async () => {
    const before = readFileSync(join(runPath(), 'generator.onnx'));
    await run('onnx', ['--run=runs/small-digits'], home);
    expect(readFileSync(join(runPath(), 'generator.onnx')).equals(before)).toBe(true);
  });

  it('gives a sample that does not depend on its neighbours in the batch', async () => {
    const path = join(runPath(), 'generator.onnx');
    const latents = drawLatents({ size: 8, distribution: 'normal' }, 5, 7, 'latent');
    const all = await sampleFile(path, latents);
    const last = await sampleFile(path, { ...latents, shape: [1, 8], data: latents.data.slice(32) });
    expect(all.shape).toEqual([5, 1, 28, 28]);
    expect(last.data).toEqual(all.data.slice(4 * 784));
  });

  it('exports other weights, checkpoints and opsets where asked', async () => {
    const folder = temporaryFolder();
    const latents = drawLatents({ size: 8, distribution: 'normal' }, 4, 7, 'latent');
    const exported = new Map<string, FloatTensor>();
    for (const flags of [['--weights=ema'], ['--weights=raw'], ['--checkpoint=step-000006', '--opset=13']]) {
      const out = join(folder, 'made/here', `${flags.join('')}.onnx`);
      const { code, stderr } = await run('onnx', ['--run=runs/small-digits', `--out=${out}`, ...flags], home);
      expect(`${code} ${stderr}`).toBe('0 ');
      exported.set(flags[0], await sampleFile(out, latents));
      expect(existsSync(out.replace('.onnx', '.png'))).toBe(true);
    }
    const [ema, raw, early] = [...exported.values()].map(({ data }) => [...data]);
    expect(raw).not.toEqual(ema);
    expect(early).not.toEqual(ema);
  });

  it('stores weights as float16 where asked, beside the file of float32, and says what that changes', async () => {
    const before = readFileSync(join(runPath(), 'generator.onnx'));
    const { code, stdout, stderr } = await run('onnx', ['--run=runs/small-digits', '--dtype=fp16'], home);
    expect(`${code} ${stderr}`).toBe('0 ');
    expect(stdout).toContain('weights float16');
    const difference = Number(/64 latents: (\S+)/.exec(stdout)?.[1]);
    expect(difference).toBeGreaterThan(1e-5);
    expect(difference).toBeLessThanOrEqual(1e-2);
    expect(readFileSync(join(runPath(), 'generator.onnx')).equals(before)).toBe(true);
    const half = join(runPath(), 'generator.float16.onnx');
    expect(existsSync(half.replace('.onnx', '.png'))).toBe(true);
    const { inputs, outputs, metadata } = readOnnx(readFileSync(half));
    expect([...inputs, ...outputs].map(({ type }) => type)).toEqual(['float', 'float']);
    expect(metadata).toMatchObject({ 'kantor.weights.dtype': 'float16' });
    expect(Number(metadata['kantor.parity.maxAbsoluteDifference'])).toBeCloseTo(difference, 4);
  });

  it.each([
    [['--run=nowhere'], 'no run in nowhere'],
    [['--run='], '--run is empty'],
    [['--run=runs/small-digits', '--out='], '--out is empty'],
    [['--run=runs/small-digits', '--checkpoint=step-000007'], 'step-000012'],
    [['--run=runs/small-digits', '--opset=99'], 'Opset 99'],
    [['--run=runs/small-digits', '--weights=emma'], 'ema'],
    [['--run=runs/small-digits', '--dtype=half'], '[cli/arguments]: --dtype=half is none of float32'],
    [['--run=runs/small-digits', '--out=runs'], '[export/out]: runs is a folder'],
    [['--run=runs/small-digits', '--out=model.json/x.onnx'], 'model.json is no folder'],
    [['--rum=runs/small-digits'], 'did you mean --run?'],
    [['--run=a', '--run=b'], '[cli/arguments]: --run is given 2 times'],
    [['--weights=raw', '--weights=ema'], '[cli/arguments]: --weights is given 2 times'],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await run('onnx', flags, home);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readdirSync(home).sort()).toEqual(['model.json', 'runs']);
  });

  it('refuses a place for the sheet where no file can be, before anything is written', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'digits.png'));
    const { code, stderr } = await run('onnx', [`--run=${runPath()}`, '--out=digits.onnx'], folder);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('digits.png is a folder'),
    });
    expect(readdirSync(folder)).toEqual(['digits.png']);
  });

  it('says how to train when there is no run', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'runs'));
    const { code, stderr } = await run('onnx', [], folder);
    expect(code).toBe(1);
    expect(stderr).toContain('trainer:train');
  });
});
