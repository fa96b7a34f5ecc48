/** config.pbtxt before the reader that Triton's own schema gives: what it says must be what the model is. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, cast, input, reshape } from '@kantor/graph';
import { writeOnnx } from '@kantor/onnx';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tritonConfig } from '../../apps/server/src/models/triton-config.js';

const folder = mkdtempSync(join(tmpdir(), 'kantor-triton-'));
afterAll(() => rmSync(folder, { recursive: true }));

let python = '';
beforeAll(() => {
  python = execFileSync(process.execPath, ['tools/venv.mjs'], { encoding: 'utf8' }).trim();
}, 600_000);

function readConfig(text: string): unknown {
  const file = join(folder, 'config.pbtxt');
  writeFileSync(file, text);
  const json = execFileSync(python, ['tests/interop/triton_config_check.py', file], { encoding: 'utf8' });
  return JSON.parse(json);
}

it('tells of a list of labels as a column, since dims may not be empty', () => {
  const latent = input('latent', ['N', 4]);
  const labels = input('labels', ['N'], 'int32');
  const samples = add(latent, reshape(cast(labels, 'float32'), ['N', 1]));
  const file = writeOnnx({ name: 'labelled', inputs: [latent, labels], outputs: [['samples', samples]] });
  expect(readConfig(tritonConfig('labelled', file, { maxBatch: 8, gpu: false }))).toMatchObject({
    input: [
      { name: 'latent', data_type: 'TYPE_FP32', dims: ['4'] },
      { name: 'labels', data_type: 'TYPE_INT32', dims: ['1'], reshape: {} },
    ],
  });
});

const generator = readFileSync('models/mnist-wgan-gp/generator.onnx');

it.each([
  { gpu: false, kind: 'KIND_CPU' },
  { gpu: true, kind: 'KIND_GPU' },
])('says the ports, the batch and where it runs: $kind', ({ gpu, kind }) => {
  const name = 'a "quoted" \\ name';
  expect(readConfig(tritonConfig(name, generator, { maxBatch: 32, gpu }))).toEqual({
    name,
    platform: 'onnxruntime_onnx',
    max_batch_size: 32,
    input: [{ name: 'latent', data_type: 'TYPE_FP32', dims: ['64'] }],
    output: [{ name: 'samples', data_type: 'TYPE_FP32', dims: ['1', '28', '28'] }],
    instance_group: [{ kind }],
    dynamic_batching: {},
  });
});
