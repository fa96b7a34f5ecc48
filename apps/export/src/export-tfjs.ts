/** `export:tfjs`: a run's checkpoint becomes a folder that TensorFlow.js loads as a LayersModel, compared and shown. */
import { join } from 'node:path';
import { layersModel, layersModelFiles } from '@kantor/layers-model';
import { nodeRuntime } from '@kantor/runtime/node';
import { requireFolderFor } from './destination.js';
import type { TfjsFlags } from './flags.js';
import { replaceFolder, requireReplaceable } from './layers-model-folder.js';
import { generatorMetadata } from './metadata.js';
import { compareWithEngine } from './parity.js';
import { requireSheet, say, sayCheckpoint, sayParity, writeSheet } from './progress.js';
import { readTrained } from './trained.js';

export async function exportTfjs(flags: TfjsFlags): Promise<void> {
  const trained = await readTrained(flags, say);
  const { folder, values } = trained;
  const { name, latent, generator } = trained.model.spec;
  const out = (flags.out ?? join(folder.path, 'tfjs')).replace(/(?<=.)\/+$/, '');
  const sheet = `${out}.png`;
  requireFolderFor(out);
  requireReplaceable(out);
  requireSheet(sheet, trained);
  sayCheckpoint(trained);

  const model = layersModel({ name, latentSize: latent.size, layers: generator.layers, values });
  const filesWith = (parity?: number) =>
    layersModelFiles(model, {
      generatedBy: 'Kantor',
      metadata: generatorMetadata(trained, { shape: model.outputShape, channels: 'last' }, parity),
    });
  const { runTfjs, tfjsVersion } = await import('./run-tfjs.js');
  say(`Sampling from it in TensorFlow.js ${tfjsVersion}`);
  const candidate = filesWith();
  const parity = await compareWithEngine(nodeRuntime(), trained, (latents) => runTfjs(candidate, latents));
  const files = filesWith(parity.maxAbsoluteDifference);
  replaceFolder(out, files);
  sayParity(parity);
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  say(
    `Model: ${join(out, 'model.json')} (${(bytes / 1e6).toFixed(2)} MB in ${files.size} files, ${model.layers.length} layers)`,
  );
  writeSheet(sheet, parity, trained);
  say(`Input latent [N, ${latent.size}] ${latent.distribution}, output [N, ${model.outputShape.join(', ')}]`);
}
