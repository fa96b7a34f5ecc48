/** Part of the conformance suite: what calls refuse, in which order they are served, and how they end. */
import { add, constant, defineProgram, input, mul } from '@kantor/graph';
import { floats, type TensorMap } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import type { MakeEngine } from './conformance.js';
import { counterStep, loadedOn, scalar } from './support/programs.js';

/** y = a · x + s, with feeds x [2, 3] and a [], and a state s [3]. */
function affine() {
  const x = input('x', [2, 3]);
  const a = input('a', []);
  const s = input('s', [3]);
  return defineProgram({
    name: 'affine',
    feeds: [x, a],
    state: [{ name: 's', current: s, next: mul(s, 2) }],
    outputs: { y: add(mul(x, a), s) },
  });
}

const s = floats([3], [1, 2, 3]);
const x = floats([2, 3], [1, 2, 3, 4, 5, 6]);
const a = scalar(2);
const int32 = { dtype: 'int32', shape: [2, 3], data: new Int32Array(6) } as const;

export function describeCalls(makeEngine: MakeEngine): void {
  const load = loadedOn(makeEngine);

  describe('refuses, naming what is wrong,', () => {
    it.each<[string, TensorMap, string]>([
      ['a missing feed', { x }, "Expected the feed 'a' as float32 [], but it is missing."],
      [
        'a feed of another shape',
        { x: floats([3, 2], [1, 2, 3, 4, 5, 6]), a },
        "Expected the feed 'x' as float32 [2, 3], got float32 [3, 2].",
      ],
      [
        'a feed of another dtype',
        { x: int32, a },
        "Expected the feed 'x' as float32 [2, 3], got int32 [2, 3].",
      ],
      [
        'a feed with too few elements for its shape',
        { x: { ...x, data: new Float32Array(5) }, a },
        "Expected the feed 'x' as float32 [2, 3], which has 6 elements, but its data has 5.",
      ],
    ])('%s, and leaves the state as it was', async (_what, feeds, message) => {
      const loaded = await load({ affine: affine() }, { s });
      await expect(loaded.run('affine', feeds)).rejects.toMatchObject({ code: 'engine/feed', message });
      expect(await loaded.read()).toEqual({ s });
      expect((await loaded.run('affine', { x, a }))['y'].data[0]).toBe(3);
    });

    it.each<[string, TensorMap, string]>([
      ['a missing state', {}, "Expected the state 's' as float32 [3], but it is missing."],
      [
        'a state of another shape',
        { s: floats([2], [1, 2]) },
        "Expected the state 's' as float32 [3], got float32 [2].",
      ],
    ])('%s at load', async (_what, initial, message) => {
      await expect(load({ affine: affine() }, initial)).rejects.toMatchObject({
        code: 'engine/state',
        message,
      });
    });

    it('two programs that differ about the shape of a state', async () => {
      const other = input('s', [4]);
      const program = defineProgram({
        name: 'other',
        feeds: [],
        state: [{ name: 's', current: other }],
        outputs: { y: mul(other, 2) },
      });
      await expect(load({ affine: affine(), other: program }, { s })).rejects.toMatchObject({
        code: 'engine/state',
        message: "Expected the state 's' as float32 [4], got float32 [3].",
      });
    });

    it('a write or read of no state, and then writes nothing', async () => {
      const loaded = await load({ affine: affine() }, { s });
      const change = floats([3], [9, 9, 9]);
      await expect(loaded.write({ s: change, t: s })).rejects.toMatchObject({
        code: 'engine/state',
        message: "No program has a state 't'; there are s.",
      });
      await expect(loaded.write({ s: floats([1], [9]) })).rejects.toMatchObject({ code: 'engine/state' });
      await expect(loaded.read(['t'])).rejects.toMatchObject({ code: 'engine/state' });
      await expect(loaded.read(['constructor'])).rejects.toMatchObject({ code: 'engine/state' });
      expect(await loaded.read()).toEqual({ s });
    });

    it('a missing tensor whose name every object has', async () => {
      const [fed, kept] = [input('constructor', [1]), input('toString', [1])];
      const program = defineProgram({
        name: 'names',
        feeds: [fed],
        state: [{ name: 'toString', current: kept }],
        outputs: { y: add(fed, kept) },
      });
      await expect(load({ program }, {})).rejects.toThrow(
        "Expected the state 'toString' as float32 [1], but it is missing.",
      );
      const loaded = await load({ program }, { toString: floats([1], [1]) } as object as TensorMap);
      await expect(loaded.run('program', {})).rejects.toThrow(
        "Expected the feed 'constructor' as float32 [1], but it is missing.",
      );
    });

    it('a program that was not loaded', async () => {
      const loaded = await load({ affine: affine(), step: counterStep() }, { s, count: scalar(0) });
      await expect(loaded.run('afine', { x, a })).rejects.toMatchObject({
        code: 'engine/program',
        message: "No program 'afine'; there are affine, step.",
      });
    });

    it('a batch size that is not known', async () => {
      const image = input('image', ['N', 2]);
      const program = defineProgram({ name: 'p', feeds: [image], state: [], outputs: { y: mul(image, 2) } });
      await expect(load({ program }, {})).rejects.toMatchObject({ code: 'tensor/symbolic-shape' });
    });

    it('every call after dispose, which may come twice', async () => {
      const loaded = await load({ affine: affine() }, { s });
      await Promise.all([loaded.dispose(), loaded.dispose()]);
      await loaded.dispose();
      const refusal = {
        code: 'engine/disposed',
        message: 'The programs were disposed; load them again to run, read or write.',
      };
      await expect(loaded.run('affine', { x, a })).rejects.toMatchObject(refusal);
      await expect(loaded.read()).rejects.toMatchObject(refusal);
      await expect(loaded.write({ s })).rejects.toMatchObject(refusal);
    });
  });

  describe('serves calls', () => {
    it('one after the other in their order, however many wait', async () => {
      const loaded = await load({ step: counterStep() }, { count: scalar(0) });
      const steps = Array.from({ length: 20 }, () => loaded.run('step', { by: scalar(1) }));
      const halfway = loaded.read();
      const written = loaded.write({ count: scalar(100) });
      const last = loaded.run('step', { by: scalar(1) });
      const ended = loaded.dispose();
      expect((await Promise.all(steps)).map(({ now }) => now.data[0])).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
      expect(await halfway).toEqual({ count: scalar(20) });
      await written;
      expect((await last)['now']).toEqual(scalar(101));
      await ended;
    });

    it('after one that failed', async () => {
      const loaded = await load({ step: counterStep() }, { count: scalar(0) });
      const failing = loaded.run('step', {});
      const next = loaded.run('step', { by: scalar(1) });
      await expect(failing).rejects.toThrow("the feed 'by'");
      expect((await next)['now']).toEqual(scalar(1));
    });

    it('by the key of the programs, whatever a program calls itself', async () => {
      const y = (value: number) =>
        defineProgram({ name: 'same', feeds: [], state: [], outputs: { y: add(constant(value), 0.5) } });
      const loaded = await load({ one: y(1), two: y(2) }, {});
      expect((await loaded.run('one', {}))['y']).toEqual(scalar(1.5));
      expect((await loaded.run('two', {}))['y']).toEqual(scalar(2.5));
    });
  });
}
