/** What all answers with samples of one version of a model say alike: worked out once, and kept as long as it is served. */
import type { ServedVersion } from '../models/served.js';

export interface VersionTexts {
  /** Of its samples, without fields. */
  readonly path: string;
  /** {@link ServedVersion.hash} */
  readonly hash: string;
  /** What in a tag says how it draws: `;range=-1~1;device=cpu;blocks=16`. */
  readonly origin: string;
  /** Of one sample, behind their number: `,1,28,28`. */
  readonly shape: string;
  /** Who drew it, and where. */
  readonly headers: Readonly<Record<string, string>>;
}

function textsOf({ model, version, hash, sampler }: ServedVersion): VersionTexts {
  const { device, info } = sampler;
  const { blockSize } = sampler.report();
  const range = info.range ? `;range=${info.range.join('~')}` : '';
  return {
    path: `/v1/models/${encodeURIComponent(model)}/versions/${version}/samples`,
    hash,
    origin: `${range};device=${device}${blockSize === undefined ? '' : `;blocks=${blockSize}`}`,
    shape: info.shape.map((size) => `,${size}`).join(''),
    headers: {
      'kantor-model': model,
      'kantor-model-version': version,
      'kantor-model-hash': hash,
      'kantor-device': device,
      'kantor-dtype': 'float32',
    },
  };
}

const known = new WeakMap<ServedVersion, VersionTexts>();

export function ofVersion(served: ServedVersion): VersionTexts {
  const found = known.get(served);
  if (found) return found;
  const texts = textsOf(served);
  known.set(served, texts);
  return texts;
}
