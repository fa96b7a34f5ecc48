/** Samples from an exported LayersModel in TensorFlow.js as it is published, on its wasm backend. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { floats, KantorError, type FloatTensor } from '@kantor/tensor';

export const tfjsVersion = tf.version_core;

/** The files of the model, by name, as TensorFlow.js would fetch them one by one. */
function fromFiles(files: ReadonlyMap<string, Uint8Array>): tf.io.IOHandler {
  const file = (name: string) => files.get(name) as Uint8Array;
  const json = JSON.parse(new TextDecoder().decode(file('model.json'))) as tf.io.ModelJSON;
  return {
    load: () =>
      tf.io.getModelArtifactsForJSON(json, (manifest) =>
        Promise.resolve([
          tf.io.getWeightSpecs(manifest),
          new Uint8Array(Buffer.concat(manifest.flatMap(({ paths }) => paths.map(file)))).buffer,
        ]),
      ),
  };
}

/** @param latents [N, Z]. @returns samples [N, ...sample], images as [N, C, H, W]. */
export async function runTfjs(
  files: ReadonlyMap<string, Uint8Array>,
  latents: FloatTensor,
): Promise<FloatTensor> {
  if (!(await tf.setBackend('wasm'))) {
    throw new KantorError(
      'export/tfjs',
      "TensorFlow.js's wasm backend, in which the exported model is checked, did not start. Nothing was written. " +
        'Run npm ci, in case its files are damaged.',
    );
  }
  const model = await loadLayersModel(fromFiles(files));
  const samples = tf.tidy(() => {
    const output = model.predict(tf.tensor2d(latents.data, latents.shape as [number, number])) as tf.Tensor;
    return output.rank === 4 ? tf.transpose(output, [0, 3, 1, 2]) : output;
  });
  try {
    return floats(samples.shape, (await samples.data()) as Float32Array);
  } finally {
    samples.dispose();
    model.dispose();
  }
}
