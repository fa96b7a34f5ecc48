/** `export:onnx`: a run's checkpoint becomes generator.onnx, compared with the engine and shown on a sheet. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { KantorError } from '@kantor/tensor';
import { samplePng } from '@kantor/image';
import { defaultOpset, readOnnx } from '@kantor/onnx';
import { replaceFile } from '@kantor/run';
import { nodeRuntime } from '@kantor/runtime/node';
import type { OnnxFlags } from './flags.js';
import { generatorModel } from './generator-model.js';
import { compareWithEngine } from './parity.js';
import { readTrained } from './trained.js';

function requireFolder(path: string): void {
  if (existsSync(dirname(path))) return;
  throw new KantorError(
    'export/folder',
    `The folder of ${path} does not exist; make it first, or choose another --out.`,
  );
}

export async function exportOnnx(flags: OnnxFlags): Promise<void> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  const trained = await readTrained(flags, say);
  const { folder, checkpoint, weights, model } = trained;
  const out = flags.out ?? folder.generator;
  requireFolder(out);
  const opset = flags.opset ?? defaultOpset;
  say(
    `Checkpoint: ${checkpoint.name}, ${weights === 'ema' ? 'moving average of the weights' : 'last weights'}`,
  );

  const { samples, maxAbsoluteDifference } = await compareWithEngine(
    nodeRuntime(),
    trained,
    generatorModel(trained, opset),
  );
  const bytes = generatorModel(trained, opset, maxAbsoluteDifference);
  replaceFile(out, bytes);
  const { operators } = readOnnx(bytes);
  const nodes = Object.values(operators).reduce((sum, count) => sum + count, 0);
  say(
    `Largest difference from the training engine on ${samples.shape[0]} latents: ${maxAbsoluteDifference.toExponential(1)}`,
  );
  say(`Model: ${out} (${(bytes.length / 1e6).toFixed(2)} MB, ${nodes} nodes, opset ${opset})`);

  if ('range' in model.spec.data) {
    const path = flags.out === undefined ? folder.sheet : `${out.replace(/\.onnx$/, '')}.png`;
    replaceFile(path, samplePng(samples, model.spec.data.range));
    say(`Sheet: ${path}, sampled from the file itself`);
  }
  say(
    `Input latent [N, ${model.spec.latent.size}] ${model.spec.latent.distribution}, output samples [N, ${model.sampleShape.join(', ')}]`,
  );
}
