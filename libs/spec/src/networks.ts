/** Builds the two networks of a model and checks that they fit the latent, the data and the loss. */
import type { Value } from '@kantor/graph';
import { formatShape, KantorError, sameShape, sizeOf, type StaticShape } from '@kantor/tensor';
import { dataShape } from './data.js';
import { buildChain } from './layers/chain.js';
import type { ModelSpec, NetworkSpec } from './model.js';
import type { Network } from './network.js';

export interface Networks {
  /** Latents [N, latent.size] → samples [N, ...data shape]. */
  readonly generator: Network;
  /** Samples [N, ...data shape] → scores [N, 1]. */
  readonly critic: Network;
}

/** @throws KantorError `spec/shape` naming the network, the layer, the shapes and the likely fix. */
export function buildNetworks(spec: ModelSpec): Networks {
  const sample = dataShape(spec.data);
  const generator = buildNetwork('generator', spec.generator, [spec.latent.size]);
  if (!sameShape(generator.outputShape, sample)) {
    const given = generator.outputShape;
    failAtEnd(
      'generator',
      spec.generator,
      `the generator gives ${formatShape(given)} but the data is ${formatShape(sample)}; ${sampleAdvice(given, sample)}`,
    );
  }
  const critic = buildNetwork('critic', spec.critic, sample);
  if (!sameShape(critic.outputShape, [1])) {
    const given = critic.outputShape;
    failAtEnd(
      'critic',
      spec.critic,
      `the critic gives ${formatShape(given)} but must give one score, [1]; ${scoreAdvice(given)}`,
    );
  }
  return { generator, critic };
}

type Role = 'generator' | 'critic';

function buildNetwork(role: Role, { layers, init }: NetworkSpec, inputShape: StaticShape): Network {
  const chain = buildChain(layers, { name: role, where: `${role}.layers`, input: inputShape, init });
  const { outputShape, parameters, buffers } = chain;
  return {
    inputShape,
    outputShape,
    parameters,
    buffers,
    apply(x, context) {
      if (!sameShape(x.shape.slice(1), inputShape) || x.shape.length === 0) {
        const wanted = `[${['N', ...inputShape].join(', ')}]`;
        throw new KantorError(
          'spec/shape',
          `The ${role} takes a batch ${wanted}, got ${formatShape(x.shape)}.`,
        );
      }
      const updated = new Map<string, Value>();
      const output = chain.apply(x, {
        training: context.training,
        read: (name) => context.read(name),
        noise: (name, shape) => context.noise(name, shape),
        update: (name, value) => updated.set(name, value),
      });
      return { output, buffers: updated };
    },
  };
}

/** The network fits into itself but not into the model: its last layer is named. */
function failAtEnd(role: Role, { layers }: NetworkSpec, message: string): never {
  const last = layers.length - 1;
  throw new KantorError('spec/shape', `${role}.layers[${last}] (${layers[last].kind}): ${message}`);
}

function sampleAdvice(given: StaticShape, sample: StaticShape): string {
  if (sizeOf(given) === sizeOf(sample))
    return `add { kind: 'reshape', shape: ${formatShape(sample)} } at the end.`;
  if (sample.length === 1) return `end with { kind: 'dense', units: ${sample[0]} }.`;
  if (given.length === 1) {
    return (
      `give the last dense layer ${sizeOf(sample)} units and add { kind: 'reshape', shape: ${formatShape(sample)} }, ` +
      'or go on with a reshape to a small image and convTranspose layers.'
    );
  }
  const [channels, height, width] = sample;
  if (given[0] !== channels) return `give the last convolution filters: ${channels}.`;
  if (given[1] >= height && given[2] >= width) {
    return `add { kind: 'crop', size: [${height}, ${width}] } at the end, or start from a smaller image.`;
  }
  return 'start from a larger image, or add a convTranspose or upsample layer.';
}

function scoreAdvice(given: StaticShape): string {
  if (sizeOf(given) === 1) return "add { kind: 'flatten' } at the end.";
  return given.length === 1
    ? "end with { kind: 'dense', units: 1 }."
    : "end with { kind: 'flatten' } and { kind: 'dense', units: 1 }.";
}
