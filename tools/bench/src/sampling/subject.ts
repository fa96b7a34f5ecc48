/** The generator that sampling is measured with: an exported file, or a shipped spec with the weights it starts from. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { foldWeights, writeOnnx } from '@kantor/onnx';
import { findModel } from '@kantor/run';
import type { LoadOptions } from '@kantor/sampler';
import { createModel, initialState, samplingGraph } from '@kantor/wgan';

/** What users are given first. */
const shipped = 'mnist-wgan-gp';

export interface Subject {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What a file without metadata does not say. */
  readonly hints: LoadOptions;
}

/** How long a model takes does not depend on what it has learned. */
function untrained(): Subject {
  const model = createModel(findModel(shipped));
  const { latent, samples } = samplingGraph(model);
  const folded = foldWeights(samples, initialState(model, 1));
  const bytes = writeOnnx({ name: shipped, inputs: [latent], outputs: [['samples', folded]] });
  return {
    name: `${shipped}, untrained`,
    bytes,
    hints: { latent: { distribution: 'normal' }, range: [-1, 1] },
  };
}

/** @param path of an exported generator; the shipped one if left out, or its like if none was shipped. */
export function openSubject(path: string | undefined): Subject {
  const file =
    path ?? fileURLToPath(new URL(`../../../../models/${shipped}/generator.onnx`, import.meta.url));
  if (path === undefined && !existsSync(file)) return untrained();
  return { name: path ?? shipped, bytes: readFileSync(file), hints: {} };
}
