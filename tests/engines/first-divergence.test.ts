/** The search for the primitive by which engines part, on engines that are wrong on purpose. */
import type { Engine } from '@kantor/engine';
import {
  defineProgram,
  greater,
  input,
  mul,
  programValues,
  simplify,
  type Kind,
  type Program,
  type Value,
} from '@kantor/graph';
import { floats } from '@kantor/tensor';
import { createModel, criticStep, initialState } from '@kantor/wgan';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reference } from './support/engines.js';
import {
  firstDivergence,
  firstKink,
  inspectAll,
  inspectAlone,
  type Given,
} from './support/first-divergence.js';
import { parityModels } from './support/models.js';
import { explain, partedBy, train } from './support/parity.js';

/** ONNX Runtime with every primitive of a kind replaced by `change` of it. */
function wrongEngine(kind: Kind, change: (value: Value) => Value): Engine {
  const distorted = (program: Program): Program => {
    const wrong = new Map<Value, Value>();
    const of = (value: Value) => wrong.get(value) ?? value;
    for (const value of programValues(program)) {
      const same = value.inputs.length === 0 ? value : { ...value, inputs: value.inputs.map(of) };
      wrong.set(value, value.op.kind === kind ? change(same) : same);
    }
    return {
      ...program,
      state: program.state.map((slot) => (slot.next ? { ...slot, next: of(slot.next) } : slot)),
      outputs: Object.fromEntries(Object.entries(program.outputs).map(([name, value]) => [name, of(value)])),
    };
  };
  return {
    name: `wrong ${kind}`,
    description: `ONNX Runtime with ${kind} distorted`,
    load: (programs, state) =>
      reference.load(
        Object.fromEntries(Object.entries(programs).map(([name, program]) => [name, distorted(program)])),
        state,
      ),
  };
}

const [, , penalty, toy] = parityModels;
const model = createModel(penalty.spec);
const program = simplify(criticStep(model, 2));

/** A step of the whole, in numbers that look random. */
const given: Given = {
  state: initialState(model, 1),
  feeds: Object.fromEntries(
    program.feeds.map(({ op: { name }, shape }) => {
      const size = (shape as number[]).reduce((a, b) => a * b, 1);
      return [
        name,
        floats(
          shape as number[],
          Array.from({ length: size }, (_, i) => Math.sin(i + name.length)),
        ),
      ];
    }),
  ),
};

async function search(engine: Engine) {
  const [all, alone] = [
    await inspectAll(reference, program, given.state),
    await inspectAlone(engine, program),
  ];
  onTestFinished(async () => {
    await all.dispose();
    await alone.dispose();
  });
  const expected = await all.valuesOf(given);
  return firstDivergence(await alone.valuesOf(expected), expected, 1e-4);
}

describe('the first primitive that differs', () => {
  const kinds = [
    'conv',
    'convInputGrad',
    'convFilterGrad',
    'matmul',
    'tanh',
    'sum',
    'sqrt',
    'div',
    'reshape',
  ] as const;

  it.each(kinds)('is %s, where that is off by 1 in 1,000', async (kind) => {
    const found = await search(wrongEngine(kind, (value) => mul(value, 1.001)));
    expect(found?.value.op.kind).toBe(kind);
    expect(found?.value).toBe(programValues(program).find(({ op }) => op.kind === kind));
  });

  it('is a comparison, where that is turned round', async () => {
    const found = await search(wrongEngine('greater', ({ inputs: [a, b] }) => greater(b, a)));
    expect(found?.value.op.kind).toBe('greater');
  });

  it('is none between an engine and itself', async () => {
    expect(await search(reference)).toBeUndefined();
  });
});

describe('a comparison that rounding decides', () => {
  const x = input('x', [3]);
  const compared = defineProgram({
    name: 'compared',
    feeds: [x],
    state: [],
    outputs: { mask: greater(x, 0) },
  });

  async function kinkBetween(a: readonly number[], b: readonly number[]) {
    const all = await inspectAll(reference, compared, {});
    onTestFinished(() => all.dispose());
    const [one, two] = [
      await all.valuesOf({ state: {}, feeds: { x: floats([3], [...a]) } }),
      await all.valuesOf({ state: {}, feeds: { x: floats([3], [...b]) } }),
    ];
    return firstKink(one, two);
  }

  it('is found where it differs', async () => {
    expect((await kinkBetween([1e-9, 1, -1e-9], [-1e-9, 1, 1e-9]))?.places).toBe(2);
  });

  it('is none of numbers that are not next to each other, or that compare alike', async () => {
    expect(await kinkBetween([1e-9, 1, 0.1], [-1e-9, 1, -0.1])).toBeUndefined();
    expect(await kinkBetween([1e-9, 1, 1], [2e-9, 1, 1])).toBeUndefined();
  });
});

it('a training on an engine that is wrong is told apart, and the primitive named', async () => {
  const engine = wrongEngine('sqrt', (value) => mul(value, 1.02));
  const [wrong, right] = [await train(engine, toy, 1), await train(reference, toy, 1)];
  expect(partedBy(right, right)).toEqual({ losses: 0, weights: 0, movement: 0 });
  expect(partedBy(wrong, right).losses).toBeGreaterThan(1e-4);
  const { text, isKink } = await explain(engine, reference, toy, 1);
  expect(isKink).toBe(false);
  expect(text).toMatch(
    /^Run 1 of 60, criticStep, on wrong sqrt beside ort-cpu: sqrt \[.*first to differ: by 2\.0e-2/,
  );
});
