/** Optimizers as graph: one step of one parameter. Names and defaults of their numbers are in the spec's schema. */
import type { StaticShape } from '@kantor/tensor';
import { add, constant, div, mul, pow, sqrt, square, sub, type Value } from '@kantor/graph';
import type { ModelSpec } from '@kantor/spec';

export type OptimizerSpec = ModelSpec['training']['criticOptimizer'];

export interface StepInput {
  readonly parameter: Value;
  readonly gradient: Value;
  /** Learning rate of this step, a scalar. */
  readonly learningRate: Value;
  /** Number of this step from 1, a scalar. */
  readonly count: Value;
  /** The slot `name` of this parameter before the step, of the parameter's shape. */
  readonly slot: (name: string) => Value;
}

export interface StepResult {
  readonly parameter: Value;
  readonly slots: Readonly<Record<string, Value>>;
}

export interface Optimizer {
  /** Slots for each parameter; they start at 0. */
  readonly slots: readonly string[];
  /** Whether `count` is used. */
  readonly counts: boolean;
  readonly step: (input: StepInput) => StepResult;
}

/** Moving average: decay · before + (1 − decay) · now. */
function average(before: Value, now: Value, decay: number): Value {
  return add(mul(before, decay), mul(now, 1 - decay));
}

function sgd({ momentum }: Extract<OptimizerSpec, { kind: 'sgd' }>): Optimizer {
  if (momentum === 0) {
    return {
      slots: [],
      counts: false,
      step: ({ parameter, gradient, learningRate }) => ({
        parameter: sub(parameter, mul(learningRate, gradient)),
        slots: {},
      }),
    };
  }
  return {
    slots: ['momentum'],
    counts: false,
    step({ parameter, gradient, learningRate, slot }) {
      const velocity = add(mul(slot('momentum'), momentum), gradient);
      return { parameter: sub(parameter, mul(learningRate, velocity)), slots: { momentum: velocity } };
    },
  };
}

/**
 * RMSProp (Tieleman and Hinton 2012). PyTorch adds ε to the root and scales the momentum buffer by the learning rate
 * when it is used; TensorFlow adds ε under the root and the learning rate goes into the buffer.
 */
function rmsprop(spec: Extract<OptimizerSpec, { kind: 'rmsprop' }>): Optimizer {
  const { decay, epsilon, momentum, semantics } = spec;
  const usesMomentum = momentum !== 0;
  return {
    slots: usesMomentum ? ['square', 'momentum'] : ['square'],
    counts: false,
    step({ parameter, gradient, learningRate, slot }) {
      const meanSquare = average(slot('square'), square(gradient), decay);
      const root = semantics === 'pytorch' ? add(sqrt(meanSquare), epsilon) : sqrt(add(meanSquare, epsilon));
      const direction = div(gradient, root);
      if (!usesMomentum) {
        return { parameter: sub(parameter, mul(learningRate, direction)), slots: { square: meanSquare } };
      }
      const before = mul(slot('momentum'), momentum);
      const [buffer, change] =
        semantics === 'pytorch'
          ? [add(before, direction), mul(learningRate, add(before, direction))]
          : [add(before, mul(learningRate, direction)), add(before, mul(learningRate, direction))];
      return { parameter: sub(parameter, change), slots: { square: meanSquare, momentum: buffer } };
    },
  };
}

/**
 * Adam (Kingma and Ba 2015, Algorithm 1), ε outside the root, in the order of computation that the paper gives at the end
 * of section 2: both corrections of bias go into the rate, and ε is scaled along, so that they touch numbers only.
 */
function adam({ beta1, beta2, epsilon }: Extract<OptimizerSpec, { kind: 'adam' }>): Optimizer {
  return {
    slots: ['mean', 'square'],
    counts: true,
    step({ parameter, gradient, learningRate, count, slot }) {
      const mean = average(slot('mean'), gradient, beta1);
      const meanSquare = average(slot('square'), square(gradient), beta2);
      const unbiased = (beta: number) => sub(1, pow(constant(beta), count));
      const correction = sqrt(unbiased(beta2));
      const rate = div(mul(learningRate, correction), unbiased(beta1));
      const root = add(sqrt(meanSquare), mul(epsilon, correction));
      return {
        parameter: sub(parameter, mul(rate, div(mean, root))),
        slots: { mean, square: meanSquare },
      };
    },
  };
}

export function createOptimizer(spec: OptimizerSpec): Optimizer {
  switch (spec.kind) {
    case 'sgd':
      return sgd(spec);
    case 'rmsprop':
      return rmsprop(spec);
    case 'adam':
      return adam(spec);
  }
}

/** State names and shapes that an optimizer keeps for parameters. `owner` is `critic` or `generator`. */
export function optimizerShapes(
  owner: string,
  optimizer: Optimizer,
  parameters: readonly { name: string; shape: StaticShape }[],
): [name: string, shape: StaticShape][] {
  const slots = parameters.flatMap(({ name, shape }) =>
    optimizer.slots.map((slot): [string, StaticShape] => [slotName(slot, name), shape]),
  );
  return optimizer.counts ? [...slots, [countName(owner), []]] : slots;
}

export function slotName(slot: string, parameter: string): string {
  return `optimizer.${slot}.${parameter}`;
}

export function countName(owner: string): string {
  return `optimizer.count.${owner}`;
}
