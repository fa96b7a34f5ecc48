/** A dense layer. Its rows and columns go where the numbers of images lie pixel by pixel. */
import type { LayerSpec } from '@kantor/spec';
import type { StaticShape } from '@kantor/tensor';
import { reorder } from '../arrange.js';
import { imageToArrange, orderOf, type Flow } from '../flow.js';
import { addLayer, biasOf, valueOf, type Site } from '../site.js';
import type { SpecOf } from './spec-of.js';

/** The image that the vector becomes, if only layers that take every number by itself are between. */
function imageAhead(following: readonly LayerSpec[]): StaticShape | undefined {
  for (const layer of following) {
    switch (layer.kind) {
      case 'reshape':
        return layer.shape.length === 3 ? imageToArrange(layer.shape) : undefined;
      case 'relu':
      case 'leakyRelu':
      case 'elu':
      case 'tanh':
      case 'sigmoid':
      case 'softplus':
      case 'swish':
      case 'dropout':
      case 'batchNorm':
      case 'layerNorm':
        continue;
      default:
        return undefined;
    }
  }
  return undefined;
}

/** Kernel [inputs, units] and bias [units], as they are in model.json. */
export function dense(options: SpecOf<'dense'>, site: Site): Flow {
  const image = imageAhead(site.following);
  const columns = orderOf(image);
  const rows = orderOf(site.input.image);
  const { bias } = biasOf(site, options);
  const from = addLayer(site, 'Dense', {
    config: { units: options.units, use_bias: options.bias },
    weights: {
      kernel: reorder(reorder(valueOf(site, 'kernel'), 0, rows), 1, columns),
      ...(bias && { bias: reorder(bias, 0, columns) }),
    },
  });
  return { from, shape: [options.units], image };
}
