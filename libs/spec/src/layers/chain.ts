/** Builds lists of layers, each on the shape that the one before it gives. */
import type { StaticShape } from '@kantor/tensor';
import type { InitScheme } from '../init.js';
import { activation } from './activations.js';
import { averagePool } from './average-pool.js';
import { batchNorm } from './batch-norm.js';
import { convTranspose } from './conv-transpose.js';
import { conv } from './conv.js';
import { crop } from './crop.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { flatten } from './flatten.js';
import { requireStorable, type Layer, type Site } from './layer.js';
import { layerNorm } from './layer-norm.js';
import { residual } from './residual.js';
import { reshape } from './reshape.js';
import type { LayerKind, LayerSpec } from './schema.js';
import { upsample } from './upsample.js';

type Build<K extends LayerKind> = (options: Extract<LayerSpec, { kind: K }>, site: Site) => Layer;

/** A kind without an entry does not compile. Residual blocks hold lists themselves, so they are built here. */
const builders: { readonly [K in LayerKind]: Build<K> } = {
  dense,
  conv,
  convTranspose,
  reshape,
  flatten,
  crop,
  upsample,
  averagePool,
  batchNorm,
  layerNorm,
  relu: activation,
  leakyRelu: activation,
  elu: activation,
  tanh: activation,
  sigmoid: activation,
  softplus: activation,
  swish: activation,
  dropout,
  residual(options, site) {
    const inside = (part: 'body' | 'shortcut', layers: readonly LayerSpec[]) =>
      buildChain(layers, {
        name: `${site.name}.${part}`,
        where: `${site.where.replace(/ \(residual\)$/, '')}.${part}`,
        input: site.input,
        init: site.init,
      });
    return residual(
      site,
      inside('body', options.body),
      options.shortcut && inside('shortcut', options.shortcut),
    );
  },
};

export interface ChainSite {
  /** `generator`, or `critic.3.body`. */
  readonly name: string;
  /** Path of the list: `generator.layers`, or `critic.layers[3].body`. */
  readonly where: string;
  readonly input: StaticShape;
  readonly init: InitScheme;
}

/** Layers one after the other, as one layer. */
export function buildChain(specs: readonly LayerSpec[], { name, where, input, init }: ChainSite): Layer {
  const layers: Layer[] = [];
  let shape = input;
  specs.forEach((spec, index) => {
    const build = builders[spec.kind] as Build<LayerKind>;
    const site = { name: `${name}.${index}`, where: `${where}[${index}] (${spec.kind})`, input: shape, init };
    const layer = build(spec, site);
    requireStorable(site, layer);
    layers.push(layer);
    shape = layer.outputShape;
  });
  return {
    outputShape: shape,
    parameters: layers.flatMap((layer) => layer.parameters),
    buffers: layers.flatMap((layer) => layer.buffers),
    apply: (x, context) => layers.reduce((value, layer) => layer.apply(value, context), x),
  };
}
