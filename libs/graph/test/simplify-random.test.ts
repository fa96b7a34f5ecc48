/** What simplification promises of any program, on random ones and on training steps. */
import { programResults, programValues, simplify, summarize, tanh, type Program } from '@kantor/graph';
import { stream } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { criticStep } from './critic-step.js';
import { interpret, type FeedMap } from './interpret.js';
import { randomProgram } from './random-graph.js';

/** Worst difference relative to values above 1; values that overflow float32, or are no numbers, are not compared. */
function difference(a: Program, b: Program, feeds: FeedMap): number {
  const run = (program: Program) =>
    interpret(
      programResults(program).map(([, value]) => value),
      feeds,
    );
  const others = run(b);
  let worst = 0;
  run(a).forEach(({ shape, data }, i) => {
    expect(others[i].shape).toEqual(shape);
    data.forEach((expected, j) => {
      if (!(Math.abs(expected) < 1e30)) return;
      const error = Math.abs(others[i].data[j] - expected) / Math.max(1, Math.abs(expected));
      worst = error <= worst ? worst : error;
    });
  });
  return worst;
}

/** The structure of a program: every value in order, with its operation and the positions of its inputs. */
function structure(program: Program): string[] {
  const values = programValues(program);
  const position = new Map(values.map((value, i) => [value, i]));
  return [
    ...values.map(({ op, inputs, shape }) =>
      JSON.stringify([op, inputs.map((input) => position.get(input)), shape]),
    ),
    ...programResults(program).map(([name, value]) => `${name} ${position.get(value)}`),
  ];
}

describe('a random program', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'keeps its values, and does not grow: seed %i',
    (seed) => {
      const { program, feeds } = randomProgram(seed);
      const simple = simplify(program);
      expect(difference(program, simple, feeds)).toBeLessThan(1e-5);
      expect(summarize(simple).operations).toBeLessThanOrEqual(summarize(program).operations);
      expect(structure(simplify(simple))).toEqual(structure(simple));
      expect(structure(simplify(randomProgram(seed).program))).toEqual(structure(simple));
    },
  );
});

describe('a critic step with gradient penalty and Adam', () => {
  const variants = {
    leakyRelu: { options: {}, most: 201 },
    tanh: { options: { activation: tanh }, most: 215 },
    'tanh and layer norm': { options: { activation: tanh, layerNorm: true }, most: 386 },
  };

  it.each(Object.entries(variants))('%s: keeps its values with fewer operations', (_, { options, most }) => {
    const program = criticStep(options);
    const simple = simplify(program);
    const inputs = programValues(program).filter(({ op }) => op.kind === 'input');
    const random = stream(1, 'critic-step');
    const feeds = new Map(
      inputs.map(({ op, shape }) => {
        const data = random.uniform(new Float32Array((shape as number[]).reduce((a, b) => a * b, 1)));
        return [op.kind === 'input' ? op.name : '', { shape: shape as number[], data }];
      }),
    );
    expect(difference(program, simple, feeds)).toBeLessThan(1e-6);
    expect(summarize(simple).operations).toBeLessThanOrEqual(most);
    expect(summarize(simple).floatOperations).toBeLessThanOrEqual(summarize(program).floatOperations);
    expect(structure(simplify(simple))).toEqual(structure(simple));
  });
});

it('keeps feeds, states and names', () => {
  const program = criticStep();
  const simple = simplify(program);
  expect(simple.feeds).toBe(program.feeds);
  expect(simple.state.map(({ name, current }) => [name, current])).toEqual(
    program.state.map(({ name, current }) => [name, current]),
  );
  expect(simple.state.every(({ current }, i) => current === program.state[i].current)).toBe(true);
  expect(simple.state.map(({ next }) => next !== undefined)).toEqual(
    program.state.map(({ next }) => next !== undefined),
  );
  expect(Object.keys(simple.outputs)).toEqual(Object.keys(program.outputs));
});
