/** Optimizers over several steps against PyTorch and Optax (tools/reference/wgan_optimizers.py). */
import { readFileSync } from 'node:fs';
import { input } from '@kantor/graph';
import { describe, expect, it } from 'vitest';
import { createOptimizer, type OptimizerSpec } from '../src/optimizers.js';
import { numbersOf, scalar, tensor, type Numbers } from './support/run.js';

interface Step {
  readonly learningRate: number;
  readonly gradient: readonly number[];
  readonly parameter?: readonly number[];
}

interface Case {
  readonly optimizer: OptimizerSpec;
  readonly code: string;
  readonly start: readonly number[];
  readonly steps: readonly Required<Step>[];
}

/** The parameter after each step, in float64. */
function runSteps(spec: OptimizerSpec, start: readonly number[], steps: readonly Step[]): number[][] {
  const optimizer = createOptimizer(spec);
  const shape = [start.length];
  const { parameter, slots } = optimizer.step({
    parameter: input('parameter', shape),
    gradient: input('gradient', shape),
    learningRate: input('learningRate', []),
    count: input('count', []),
    slot: (name) => input(name, shape),
  });
  expect(Object.keys(slots).sort()).toEqual([...optimizer.slots].sort());
  let state: Numbers = Object.fromEntries(
    ['parameter', ...optimizer.slots].map((name) => [
      name,
      tensor(
        shape,
        start.map(() => 0),
      ),
    ]),
  );
  state = { ...state, parameter: tensor(shape, start) };
  return steps.map(({ learningRate, gradient }, i) => {
    const given = {
      ...state,
      gradient: tensor(shape, gradient),
      learningRate: scalar(learningRate),
      count: scalar(i + 1),
    };
    const results = Object.entries({ parameter, ...slots }).map(
      ([name, value]) => [name, numbersOf(value, given)] as const,
    );
    state = Object.fromEntries(results.map(([name, data]) => [name, tensor(shape, data)]));
    return results[0][1];
  });
}

const last = (steps: number[][]): number[] => steps[steps.length - 1];
const steady = (steps: number, gradient: number, learningRate = 0.01): Step[] =>
  Array.from({ length: steps }, () => ({ learningRate, gradient: [gradient] }));

const adam = { kind: 'adam', learningRate: 0.01, beta1: 0.5, beta2: 0.9, epsilon: 1e-8 } as const;
const rmsprop = { kind: 'rmsprop', learningRate: 0.01, decay: 0.9, epsilon: 1e-8, momentum: 0 } as const;
const sgd = { kind: 'sgd', learningRate: 0.01, momentum: 0 } as const;

describe.each(['pytorch', 'optax'])('golden values of %s', (library) => {
  const file = new URL(`./golden/optimizers-${library}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

  it.each(cases)('$code', ({ optimizer, start, steps }) => {
    runSteps(optimizer, start, steps).forEach((parameter, i) => {
      const errors = parameter.map((value, j) => Math.abs(value - steps[i].parameter[j]));
      // Constants such as 0.999 are float32 in a graph: 1 − 0.999ᵗ is right to 1.3e-5 at first, its root to half of that.
      expect(Math.max(...errors), `step ${i + 1}`).toBeLessThan(3e-6);
    });
  });
});

describe('every optimizer', () => {
  const all: OptimizerSpec[] = [
    sgd,
    { ...sgd, momentum: 0.5 },
    { ...rmsprop, semantics: 'pytorch' },
    { ...rmsprop, semantics: 'tensorflow', momentum: 0.5 },
    adam,
  ];

  it.each(all)('leaves a parameter without gradient where it is: $kind', (spec) => {
    expect(last(runSteps(spec, [0.75], steady(3, 0)))).toEqual([0.75]);
  });

  it.each(all)('is odd in the gradient: $kind', (spec) => {
    const [up] = last(runSteps(spec, [0], steady(3, 0.5)));
    const [down] = last(runSteps(spec, [0], steady(3, -0.5)));
    expect(up).toBeLessThan(0);
    expect(down).toBeCloseTo(-up, 12);
  });
});

describe('SGD', () => {
  it('subtracts rate times gradient', () => {
    expect(last(runSteps(sgd, [1], steady(4, 0.5, 0.25)))).toEqual([0.5]);
  });

  it('with momentum m comes to 1 / (1 − m) times its rate under a steady gradient', () => {
    const steps = runSteps({ ...sgd, momentum: 0.75 }, [0], steady(80, 1));
    expect(steps[79][0] - steps[78][0]).toBeCloseTo(-0.01 / (1 - 0.75), 9);
  });
});

describe('RMSProp', () => {
  it('takes a first step of rate / √(1 − decay), whatever the size of the gradient', () => {
    for (const gradient of [1e-2, 1e2]) {
      const [moved] = last(runSteps({ ...rmsprop, semantics: 'pytorch' }, [0], steady(1, gradient)));
      expect(moved).toBeCloseTo(-0.01 / Math.sqrt(0.1), 6);
    }
  });

  it('has ε beside the root in PyTorch and under it in TensorFlow, which shows at small gradients', () => {
    // v = (1 − 0.9) · g² = 1e-9 for g = 1e-4.
    const small = { ...rmsprop, epsilon: 1e-4 };
    const [pytorch] = last(runSteps({ ...small, semantics: 'pytorch' }, [0], steady(1, 1e-4)));
    const [tensorflow] = last(runSteps({ ...small, semantics: 'tensorflow' }, [0], steady(1, 1e-4)));
    expect(pytorch).toBeCloseTo((-0.01 * 1e-4) / (Math.sqrt(1e-9) + 1e-4), 8);
    expect(tensorflow).toBeCloseTo((-0.01 * 1e-4) / Math.sqrt(1e-9 + 1e-4), 8);
  });
});

describe('Adam', () => {
  it('takes steps of the rate under a steady gradient, the first one included', () => {
    const steps = runSteps(adam, [0], steady(3, 0.125));
    steps.forEach(([value], i) => expect(value).toBeCloseTo(-0.01 * (i + 1), 7));
  });

  it('with β1 = 0 steps along the gradient alone', () => {
    const steps = runSteps({ ...adam, beta1: 0 }, [0], [...steady(5, 1), ...steady(1, -1)]);
    expect(steps[5][0]).toBeGreaterThan(steps[4][0]);
  });
});
