/** `export:onnx`: a run's checkpoint becomes generator.onnx, compared with the engine and shown on a sheet. */
import { dirname } from 'node:path';
import { defaultOpset, readOnnx } from '@kantor/onnx';
import { makeFolder, replaceFile } from '@kantor/run';
import { nodeRuntime } from '@kantor/runtime/node';
import type { FloatTensor } from '@kantor/tensor';
import { requireFile } from './destination.js';
import type { DType, OnnxFlags } from './flags.js';
import { generatorModel } from './generator-model.js';
import { compareWithEngine } from './parity.js';
import { requireSheet, say, sayCheckpoint, sayParity, writeSheet } from './progress.js';
import { runOnnx } from './run-onnx.js';
import { readTrained } from './trained.js';

/** The file's own name for float32; another beside it for float16, since a page may offer both. */
function besideFloat32(path: string, dtype: DType): string {
  return dtype === 'float32' ? path : path.replace(/(\.\w+)$/, `.${dtype}$1`);
}

export async function exportOnnx(flags: OnnxFlags): Promise<void> {
  const trained = await readTrained(flags, say);
  const { folder, model } = trained;
  const { dtype = 'float32' } = flags;
  const out = flags.out ?? besideFloat32(folder.generator, dtype);
  const sheet =
    flags.out === undefined ? besideFloat32(folder.sheet, dtype) : `${out.replace(/\.onnx$/, '')}.png`;
  requireFile(out);
  requireSheet(sheet, trained);
  const opset = flags.opset ?? defaultOpset;
  sayCheckpoint(trained);

  const runtime = nodeRuntime();
  const candidate = generatorModel(trained, { opset, dtype });
  const runFile = (latents: FloatTensor) => runOnnx(runtime, candidate, latents);
  const parity = await compareWithEngine(runtime, trained, runFile, dtype);
  const bytes = generatorModel(trained, { opset, dtype }, parity.maxAbsoluteDifference);
  makeFolder(dirname(out));
  replaceFile(out, bytes);
  const { operators } = readOnnx(bytes);
  const nodes = Object.values(operators).reduce((sum, count) => sum + count, 0);
  sayParity(parity);
  say(
    `Model: ${out} (${(bytes.length / 1e6).toFixed(2)} MB, ${nodes} nodes, opset ${opset}, weights ${dtype})`,
  );
  writeSheet(sheet, parity, trained);
  const { latent } = model.spec;
  say(
    `Input latent [N, ${latent.size}] ${latent.distribution}, output samples [N, ${model.sampleShape.join(', ')}]`,
  );
}
