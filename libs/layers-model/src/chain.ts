/** Writes lists of layers, each on what the one before it gives. */
import type { LayerKind, LayerSpec } from '@kantor/spec';
import { inOwnOrder, type Flow } from './flow.js';
import { activation, elu, leakyRelu } from './layers/activation.js';
import { averagePool } from './layers/average-pool.js';
import { batchNorm } from './layers/batch-norm.js';
import { convTranspose } from './layers/conv-transpose.js';
import { conv } from './layers/conv.js';
import { crop } from './layers/crop.js';
import { dense } from './layers/dense.js';
import { dropout } from './layers/dropout.js';
import { flatten } from './layers/flatten.js';
import { layerNorm } from './layers/layer-norm.js';
import { reshape } from './layers/reshape.js';
import type { SpecOf } from './layers/spec-of.js';
import { upsample } from './layers/upsample.js';
import type { Site } from './site.js';

type Write<K extends LayerKind> = (options: SpecOf<K>, site: Site) => Flow;

/** A kind without an entry does not compile. Residual blocks hold lists themselves, so they are written here. */
const writers: { readonly [K in LayerKind]: Write<K> } = {
  dense,
  conv,
  convTranspose,
  reshape,
  flatten: (_options, site) => flatten(site),
  crop,
  upsample,
  averagePool,
  batchNorm,
  layerNorm,
  relu: activation,
  leakyRelu,
  elu,
  tanh: activation,
  sigmoid: activation,
  softplus: activation,
  swish: activation,
  dropout,
  residual({ body, shortcut }, site) {
    const { topology, values } = site;
    const input = inOwnOrder(topology, site.input);
    // The declarations of a built @kantor/spec know the layers of a block no better than as unknown.
    const inside = (part: 'body' | 'shortcut', layers: readonly unknown[]) => {
      const where = `${site.where.replace(/ \(residual\)$/, '')}.${part}`;
      const place = { name: `${site.name}.${part}`, where, input, topology, values };
      return inOwnOrder(topology, writeChain(layers as readonly LayerSpec[], place));
    };
    const { from, shape } = inside('body', body);
    const other = shortcut ? inside('shortcut', shortcut) : input;
    const sum = topology.add({ className: 'Add', name: site.name, from: [other.from, from] });
    return { from: sum, shape };
  },
};

/** `name` is that of the list, such as `generator` or `generator.3.body`; `where` its path. */
export type ChainSite = Omit<Site, 'following'>;

export function writeChain(layers: readonly LayerSpec[], { name, where, input, ...rest }: ChainSite): Flow {
  return layers.reduce<Flow>((flow, layer, index) => {
    const write = writers[layer.kind] as Write<LayerKind>;
    return write(layer, {
      ...rest,
      name: `${name}.${index}`,
      where: `${where}[${index}] (${layer.kind})`,
      input: flow,
      following: layers.slice(index + 1),
    });
  }, input);
}
