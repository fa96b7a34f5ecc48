/** A trained generator as the bytes of an ONNX model, with metadata that says how to sample from it. */
import { foldWeights, writeOnnx } from '@kantor/onnx';
import { samplingGraph } from '@kantor/wgan';
import { generatorMetadata } from './metadata.js';
import type { Trained } from './trained.js';

/** Names of the model's one input, `latent` [N, Z], and one output, `samples` [N, ...sample]. */
export const inputName = 'latent';
export const outputName = 'samples';

interface FileOptions {
  readonly opset: number;
  /** How weights are stored. */
  readonly dtype: 'float32' | 'float16';
}

/** @param parity largest absolute difference from the training engine, once it is known. */
export function generatorModel(trained: Trained, { opset, dtype }: FileOptions, parity?: number): Uint8Array {
  const { spec, sampleShape } = trained.model;
  const { latent, samples } = samplingGraph(trained.model);
  return writeOnnx(
    {
      name: spec.name,
      inputs: [latent],
      outputs: [[outputName, foldWeights(samples, trained.values)]],
    },
    {
      opset,
      weights: dtype,
      metadata: {
        ...generatorMetadata(trained, { shape: sampleShape, channels: 'first' }, parity),
        ...(dtype === 'float16' ? { 'kantor.weights.dtype': dtype } : {}),
      },
      documentation: spec.description,
    },
  );
}
