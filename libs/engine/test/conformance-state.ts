/** Part of the conformance suite: state that moves on, is shared, read and written. */
import {
  add,
  cast,
  constant,
  defineProgram,
  exp,
  greater,
  input,
  mul,
  sum,
  where,
  type Program,
} from '@kantor/graph';
import { floats, type HostTensor, type TensorMap } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import type { MakeEngine } from './conformance.js';
import { counterStep, loadedOn, scalar } from './support/programs.js';

/** Programs `add` (total ← total + by, scaled by `gain`, which it only reads) and `double` (total ← 2 · total). */
function totals(): Record<string, Program> {
  const total = input('total', [2]);
  const gain = input('gain', [2]);
  const by = input('by', [2]);
  const again = input('total', [2]);
  return {
    add: defineProgram({
      name: 'add',
      feeds: [by],
      state: [
        { name: 'total', current: total, next: add(total, mul(by, gain)) },
        { name: 'gain', current: gain },
      ],
      outputs: { before: mul(total, 1) },
    }),
    double: defineProgram({
      name: 'double',
      feeds: [],
      state: [{ name: 'total', current: again, next: mul(again, 2) }],
      outputs: { sum: sum(again) },
    }),
  };
}

const initial: TensorMap = { total: floats([2], [1, 2]), gain: floats([2], [10, 100]) };

export function describeState(makeEngine: MakeEngine): void {
  const load = loadedOn(makeEngine);

  describe('state', () => {
    it('moves on, is shared by programs, and one that is only read stays', async () => {
      const loaded = await load(totals(), initial);
      const { before } = await loaded.run('add', { by: floats([2], [1, 1]) });
      expect([...before.data]).toEqual([1, 2]);
      const { sum: doubled } = await loaded.run('double', {});
      expect([...doubled.data]).toEqual([11 + 102]);
      await loaded.run('add', { by: floats([2], [-2, 0]) });
      expect(await loaded.read()).toEqual({
        total: floats([2], [2, 204]),
        gain: floats([2], [10, 100]),
      });
    });

    it('is read by name and overwritten by name', async () => {
      const loaded = await load(totals(), initial);
      expect(await loaded.read(['gain'])).toEqual({ gain: initial['gain'] });
      expect(await loaded.read([])).toEqual({});
      await loaded.write({ total: floats([2], [5, 6]) });
      await loaded.run('double', {});
      expect(await loaded.read(['total'])).toEqual({ total: floats([2], [10, 12]) });
      await loaded.write({ total: floats([2], [7, 8]) }); // the other of two buffers, where there are two
      expect(await loaded.read()).toEqual({ total: floats([2], [7, 8]), gain: initial['gain'] });
    });

    it('is swapped between two states at once', async () => {
      const a = input('a', [3]);
      const b = input('b', [3]);
      const swap = defineProgram({
        name: 'swap',
        feeds: [],
        state: [
          { name: 'a', current: a, next: b },
          { name: 'b', current: b, next: a },
        ],
        outputs: { first: a },
      });
      const start = { a: floats([3], [1, 2, 3]), b: floats([3], [4, 5, 6]) };
      const loaded = await load({ swap }, start);
      expect((await loaded.run('swap', {}))['first']).toEqual(start.a);
      expect(await loaded.read()).toEqual({ a: start.b, b: start.a });
      expect((await loaded.run('swap', {}))['first']).toEqual(start.b);
      expect(await loaded.read()).toEqual(start);
    });

    it('takes the value of a feed, of a constant, or of itself', async () => {
      const states = ['fed', 'fixed', 'kept'].map((name) => input(name, [2]));
      const x = input('x', [2]);
      const next = [x, constant(floats([2], [8, 9])), states[2]];
      const program = defineProgram({
        name: 'assign',
        feeds: [x],
        state: states.map((current, i) => ({ name: current.op.name, current, next: next[i] })),
        outputs: { sum: add(states[0], states[1]) },
      });
      const zero = floats([2], [0, 0]);
      const loaded = await load({ program }, { fed: zero, fixed: zero, kept: floats([2], [3, 4]) });
      for (const fed of [floats([2], [1, 2]), floats([2], [5, 6])]) {
        await loaded.run('program', { x: fed });
        expect(await loaded.read()).toEqual({
          fed,
          fixed: floats([2], [8, 9]),
          kept: floats([2], [3, 4]),
        });
      }
    });

    it('starts from the values at the time of load, in each load anew', async () => {
      const one = await load({ step: counterStep() }, { count: scalar(3) });
      const two = await load({ step: counterStep() }, { count: scalar(30) });
      await one.run('step', { by: scalar(1) });
      expect([await one.read(), await two.read()]).toEqual([{ count: scalar(4) }, { count: scalar(30) }]);
    });
  });

  describe('outputs', () => {
    it('may be a feed, a state, a constant, and one value twice', async () => {
      const x = input('x', [2]);
      const s = input('s', [2]);
      const grown = exp(x);
      const program = defineProgram({
        name: 'plain',
        feeds: [x],
        state: [{ name: 's', current: s, next: grown }],
        outputs: { feed: x, state: s, constant: constant(floats([2], [7, 8])), one: grown, two: grown },
      });
      const fed = floats([2], [0, 0]);
      const loaded = await load({ program }, { s: floats([2], [5, 6]) });
      const ones = floats([2], [1, 1]);
      const results = await loaded.run('program', { x: fed });
      expect(results).toEqual({
        feed: fed,
        state: floats([2], [5, 6]),
        constant: floats([2], [7, 8]),
        one: ones,
        two: ones,
      });
      expect(await loaded.read()).toEqual({ s: ones });
    });

    it('come from feeds and in results of other types than float32', async () => {
      const x = input('x', [3]);
      const keep = input('keep', [3], 'bool');
      const whole = input('whole', [3], 'int32');
      const program = defineProgram({
        name: 'types',
        feeds: [x, keep, whole],
        state: [],
        outputs: {
          kept: where(keep, x, -1),
          positive: greater(x, 0),
          truncated: cast(x, 'int32'),
          half: mul(cast(whole, 'float32'), 0.5),
        },
      });
      const loaded = await load({ program }, {});
      const results = await loaded.run('program', {
        x: floats([3], [1.75, -2.5, 0]),
        keep: { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
        whole: { dtype: 'int32', shape: [3], data: Int32Array.of(1, -2, 3) },
      });
      expect(results).toEqual({
        kept: floats([3], [1.75, -1, 0]),
        positive: { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 0) } satisfies HostTensor,
        truncated: { dtype: 'int32', shape: [3], data: Int32Array.of(1, -2, 0) } satisfies HostTensor,
        half: floats([3], [0.5, -1, 1.5]),
      });
    });

    it('do not depend on a feed or a state that nothing uses', async () => {
      const [x, unused] = [input('x', []), input('unused', [4])];
      const idle = input('idle', [2]);
      const program = defineProgram({
        name: 'idle',
        feeds: [x, unused],
        state: [{ name: 'idle', current: idle }],
        outputs: { y: add(x, 1) },
      });
      const loaded = await load({ program }, { idle: floats([2], [1, 2]) });
      const { y } = await loaded.run('program', { x: scalar(1), unused: floats([4], [0, 0, 0, 0]) });
      expect(y).toEqual(scalar(2));
      expect(await loaded.read()).toEqual({ idle: floats([2], [1, 2]) });
    });
  });
}
