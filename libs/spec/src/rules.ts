/** What the schema of one field cannot say: settings of a model that contradict each other. Shapes are not here. */
import { dataRange } from './data.js';
import { lineOf } from './issues.js';
import { activationRange, isActivation, type Activation } from './layers/activations.js';
import type { LayerSpec } from './layers/schema.js';
import type { ModelSpec } from './model.js';
import { quote } from './wording.js';

type Path = readonly PropertyKey[];
interface Placed<L extends LayerSpec = LayerSpec> {
  readonly layer: L;
  readonly path: Path;
}

/** One line for each broken rule, such as `critic.layers[2]: batchNorm …`; empty for a sound model. */
export function brokenRules(spec: ModelSpec): string[] {
  return [...criticNorms(spec), ...criticEnd(spec), ...generatorEnd(spec)];
}

/** WGAN-GP, section 4, "No critic batch normalization": the penalty is on each sample's gradient by itself. */
function criticNorms({ critic, objective }: ModelSpec): string[] {
  if (objective.lipschitz.method !== 'gradientPenalty') return [];
  return placed(critic.layers, ['critic', 'layers'])
    .filter(({ layer }) => layer.kind === 'batchNorm')
    .map(({ path }) =>
      lineOf(
        path,
        'batchNorm makes the score of a sample depend on its batch, so a gradientPenalty on each sample loses its ' +
          "meaning; use layerNorm, or no normalization (WGAN-GP, section 4, 'No critic batch normalization')",
      ),
    );
}

/** A loss on unbounded scores does not go with a critic that ends in a bounded activation. */
function criticEnd({ critic, objective: { loss } }: ModelSpec): string[] {
  const end = lastActivation(critic.layers, ['critic', 'layers']);
  if (!end || loss === 'leastSquares' || !Number.isFinite(activationRange(end.layer)[1])) return [];
  const reason = {
    wasserstein: 'the Wasserstein loss is a difference of unbounded scores, not of probabilities',
    gan: 'the gan loss takes logits and has the sigmoid in it',
    hinge: 'the hinge loss needs scores beyond -1 and 1',
  }[loss];
  return [lineOf(end.path, `the critic ends in ${end.layer.kind}, but ${reason}; remove this layer`)];
}

/** The last activation must reach every value of the data, and should not reach far beyond. */
function generatorEnd({ generator, data }: ModelSpec): string[] {
  const end = lastActivation(generator.layers, ['generator', 'layers']);
  if (!end) return [];
  const [low, high] = activationRange(end.layer);
  const [lowest, highest] = dataRange(data);
  const reachesAll = low <= lowest && high >= highest;
  const halfUnused = end.layer.kind === 'tanh' && lowest >= 0;
  if (reachesAll && !halfUnused) return [];
  return [
    lineOf(
      end.path,
      `${end.layer.kind} gives values from ${low} to ${high}, but the data ${quote(data.kind)} goes from ` +
        `${lowest} to ${highest}; ${rangeAdvice(data)}`,
    ),
  ];
}

function rangeAdvice(data: ModelSpec['data']): string {
  if (!('range' in data)) return 'end with the layer before it';
  return data.range[0] < 0
    ? 'end with tanh and set data.range to [-1, 1]'
    : 'end with sigmoid and set data.range to [0, 1], or with tanh and [-1, 1]';
}

/** All layers with their paths, those inside residual blocks included. */
function placed(layers: readonly LayerSpec[], path: Path): Placed[] {
  return layers.flatMap((layer, index) => {
    const here = [...path, index];
    if (layer.kind !== 'residual') return [{ layer, path: here }];
    return [
      { layer, path: here },
      ...placed(layer.body, [...here, 'body']),
      ...placed(layer.shortcut ?? [], [...here, 'shortcut']),
    ];
  });
}

/** The activation that a network ends in, layers that only move numbers aside. */
function lastActivation(layers: readonly LayerSpec[], path: Path): Placed<Activation> | undefined {
  const moving: readonly string[] = ['reshape', 'flatten', 'crop', 'upsample', 'averagePool'];
  const index = layers.findLastIndex(({ kind }) => !moving.includes(kind));
  const layer = layers[index];
  return layer && isActivation(layer) ? { layer, path: [...path, index] } : undefined;
}
