/** Samples from an exported ONNX file in ONNX Runtime. */
import type { Runtime } from '@kantor/runtime';
import type { FloatTensor } from '@kantor/tensor';
import { inputName, outputName } from './generator-model.js';

/** @param latents [N, Z]. @returns samples [N, ...sample]. */
export async function runOnnx(
  runtime: Runtime,
  file: Uint8Array,
  latents: FloatTensor,
): Promise<FloatTensor> {
  const session = await runtime.open(file, { device: 'cpu' });
  try {
    return (await session.run({ [inputName]: latents }))[outputName] as FloatTensor;
  } finally {
    await session.release();
  }
}
