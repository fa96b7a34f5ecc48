/** `export:onnx`: a run's checkpoint becomes generator.onnx, compared with the engine and shown on a sheet. */
import { defaultOpset, readOnnx } from '@kantor/onnx';
import { replaceFile } from '@kantor/run';
import { nodeRuntime } from '@kantor/runtime/node';
import type { OnnxFlags } from './flags.js';
import { generatorModel } from './generator-model.js';
import { compareWithEngine } from './parity.js';
import { requireFolder, say, sayCheckpoint, sayParity, writeSheet } from './progress.js';
import { runOnnx } from './run-onnx.js';
import { readTrained } from './trained.js';

export async function exportOnnx(flags: OnnxFlags): Promise<void> {
  const trained = await readTrained(flags, say);
  const { folder, model } = trained;
  const out = flags.out ?? folder.generator;
  requireFolder(out);
  const opset = flags.opset ?? defaultOpset;
  sayCheckpoint(trained);

  const runtime = nodeRuntime();
  const candidate = generatorModel(trained, opset);
  const parity = await compareWithEngine(runtime, trained, (latents) => runOnnx(runtime, candidate, latents));
  const bytes = generatorModel(trained, opset, parity.maxAbsoluteDifference);
  replaceFile(out, bytes);
  const { operators } = readOnnx(bytes);
  const nodes = Object.values(operators).reduce((sum, count) => sum + count, 0);
  sayParity(parity);
  say(`Model: ${out} (${(bytes.length / 1e6).toFixed(2)} MB, ${nodes} nodes, opset ${opset})`);
  writeSheet(flags.out === undefined ? folder.sheet : `${out.replace(/\.onnx$/, '')}.png`, parity, trained);
  const { latent } = model.spec;
  say(
    `Input latent [N, ${latent.size}] ${latent.distribution}, output samples [N, ${model.sampleShape.join(', ')}]`,
  );
}
