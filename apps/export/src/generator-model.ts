/** A trained generator as the bytes of an ONNX model, with metadata that says how to sample from it. */
import { foldWeights, writeOnnx } from '@kantor/onnx';
import { canonicalJson } from '@kantor/spec';
import { samplingGraph } from '@kantor/wgan';
import type { Trained } from './trained.js';

/** Names of the model's one input, `latent` [N, Z], and one output, `samples` [N, ...sample]. */
export const inputName = 'latent';
export const outputName = 'samples';

/**
 * Metadata keys, all under `kantor.`; values are text. docs/metadata.md lists them. No time stamp and no path is among
 * them, so that the same checkpoint always gives the same file.
 */
function metadataOf(
  { model, modelHash, checkpoint, weights }: Trained,
  parity?: number,
): Record<string, string> {
  const { spec, sampleShape } = model;
  const { manifest } = checkpoint;
  const range = 'range' in spec.data ? { 'kantor.value.range': JSON.stringify(spec.data.range) } : {};
  return {
    'kantor.format': '1',
    'kantor.model': spec.name,
    'kantor.latent.size': String(spec.latent.size),
    'kantor.latent.distribution': spec.latent.distribution,
    'kantor.latent.rng': manifest.rng,
    'kantor.sample.shape': JSON.stringify(sampleShape),
    'kantor.sample.layout': sampleShape.length === 3 ? 'NCHW' : 'NC',
    ...range,
    'kantor.spec': canonicalJson(spec),
    'kantor.spec.sha256': modelHash,
    'kantor.training.step': String(manifest.step),
    'kantor.training.criticSteps': String(manifest.criticSteps),
    'kantor.training.seed': String(manifest.seed),
    'kantor.training.engine': manifest.engine,
    'kantor.weights': weights,
    'kantor.weights.sha256': manifest.files['state.safetensors'].sha256,
    ...(parity === undefined ? {} : { 'kantor.parity.maxAbsoluteDifference': String(parity) }),
  };
}

/** @param parity largest absolute difference from the training engine, once it is known. */
export function generatorModel(trained: Trained, opset: number, parity?: number): Uint8Array {
  const { latent, samples } = samplingGraph(trained.model);
  return writeOnnx(
    {
      name: trained.model.spec.name,
      inputs: [latent],
      outputs: [[outputName, foldWeights(samples, trained.values)]],
    },
    {
      opset,
      metadata: metadataOf(trained, parity),
      documentation: trained.model.spec.description ?? '',
    },
  );
}
