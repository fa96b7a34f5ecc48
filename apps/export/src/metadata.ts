/** What an exported generator says of itself, whatever its format. docs/metadata.md lists the keys. */
import { canonicalJson } from '@kantor/spec';
import type { StaticShape } from '@kantor/tensor';
import type { Trained } from './trained.js';

/** How samples lie in the exported file. */
export interface SampleLayout {
  /** Without the batch axis. */
  readonly shape: StaticShape;
  readonly channels: 'first' | 'last';
}

/** NC for points, which have no channels to be first or last. */
function layoutName({ shape, channels }: SampleLayout): string {
  if (shape.length !== 3) return 'NC';
  return channels === 'first' ? 'NCHW' : 'NHWC';
}

/**
 * Keys under `kantor.`; values are text. No time stamp and no path is among them, so that the same checkpoint always
 * gives the same file.
 * @param parity largest absolute difference from the training engine, once it is known.
 */
export function generatorMetadata(
  { model: { spec }, modelHash, checkpoint: { manifest }, weights }: Trained,
  layout: SampleLayout,
  parity?: number,
): Record<string, string> {
  const range = 'range' in spec.data ? { 'kantor.value.range': JSON.stringify(spec.data.range) } : {};
  return {
    'kantor.format': '1',
    'kantor.model': spec.name,
    'kantor.latent.size': String(spec.latent.size),
    'kantor.latent.distribution': spec.latent.distribution,
    'kantor.latent.rng': manifest.rng,
    'kantor.sample.shape': JSON.stringify(layout.shape),
    'kantor.sample.layout': layoutName(layout),
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
