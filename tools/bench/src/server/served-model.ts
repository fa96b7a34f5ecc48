/** The models that servers are measured with: what is shipped, small, and a generator of the size that people serve. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldWeights, writeOnnx } from '@kantor/onnx';
import { findModel } from '@kantor/run';
import { sizeOf } from '@kantor/tensor';
import { createModel, initialState, samplingGraph } from '@kantor/wgan';

export interface ServedModel {
  readonly name: string;
  /** Holds `NAME/generator.onnx` of this model alone. */
  readonly folder: string;
  readonly file: string;
  readonly latentSize: number;
  /** Bytes of one image as float32. */
  readonly imageBytes: number;
  /** An image takes microseconds, so that what a server adds shows. */
  readonly small: boolean;
}

/** A small one, as it is shipped; and one that takes milliseconds for an image. */
export const servedModels = ['mnist-wgan-gp', 'dcgan-64'] as const;

export interface ModelFolder {
  readonly models: readonly ServedModel[];
  remove(): void;
}

const shippedFile = (name: string): string =>
  fileURLToPath(new URL(`../../../../models/${name}/generator.onnx`, import.meta.url));

/** With the weights that training begins with: how long a model takes does not depend on what it has learned. */
function writeUntrained(name: string, path: string): void {
  const model = createModel(findModel(name));
  const { latent, samples } = samplingGraph(model);
  const { spec, sampleShape } = model;
  writeFileSync(
    path,
    writeOnnx(
      { name, inputs: [latent], outputs: [['samples', foldWeights(samples, initialState(model, 1))]] },
      {
        metadata: {
          'kantor.format': '1',
          'kantor.model': name,
          'kantor.latent.size': String(spec.latent.size),
          'kantor.latent.distribution': spec.latent.distribution,
          'kantor.sample.shape': JSON.stringify(sampleShape),
          'kantor.sample.layout': 'NCHW',
          'kantor.value.range': '[-1,1]',
        },
      },
    ),
  );
}

/** Writes models to a temporary folder, which the caller removes. */
export function openModels(names: readonly string[]): ModelFolder {
  const root = mkdtempSync(join(tmpdir(), 'kantor-bench-'));
  const models = names.map((name): ServedModel => {
    const { spec, sampleShape } = createModel(findModel(name));
    const folder = join(root, name);
    const file = join(folder, name, 'generator.onnx');
    mkdirSync(join(folder, name), { recursive: true });
    const small = name === servedModels[0];
    if (small) copyFileSync(shippedFile(name), file);
    else writeUntrained(name, file);
    return { name, folder, file, latentSize: spec.latent.size, imageBytes: 4 * sizeOf(sampleShape), small };
  });
  return { models, remove: () => rmSync(root, { recursive: true, force: true }) };
}
