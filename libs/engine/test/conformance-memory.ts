/** Part of the conformance suite: whose arrays are whose, the same bits again, and nothing left behind. */
import { add, defineProgram, grad, input, matmul, mul, square, sub, sum, tanh } from '@kantor/graph';
import { floats, stream, zeros, type FloatTensor, type TensorMap } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import type { MakeEngine } from './conformance.js';
import { memoryHeld } from './support/memory.js';
import { counterStep, loadedOn, scalar } from './support/programs.js';

const random = (purpose: string, shape: readonly number[]): FloatTensor => {
  const data = new Float32Array(shape.reduce((product, dim) => product * dim, 1));
  return floats(shape, stream(1, purpose).normal(data));
};

/** A step of gradient descent of a small network, long enough in its sums for rounding to show. */
function descent() {
  const w = input('w', [300, 40]);
  const v = input('v', [40, 1]);
  const x = input('x', [32, 300]);
  const loss = sum(square(matmul(tanh(matmul(x, w)), v)));
  const [dw, dv] = grad(loss, [w, v]);
  return defineProgram({
    name: 'descent',
    feeds: [x],
    state: [
      { name: 'w', current: w, next: sub(w, mul(dw, 1e-4)) },
      { name: 'v', current: v, next: sub(v, mul(dv, 1e-4)) },
    ],
    outputs: { loss },
  });
}

const start = (): TensorMap => ({ w: random('w', [300, 40]), v: random('v', [40, 1]) });

export function describeMemory(makeEngine: MakeEngine, cycles: number | string): void {
  const load = loadedOn(makeEngine);

  describe('arrays', () => {
    it('of initial states, feeds and writes stay the caller’s', async () => {
      const count = scalar(1);
      const by = scalar(2);
      const loaded = await load({ step: counterStep() }, { count });
      count.data[0] = 50;
      await loaded.run('step', { by });
      expect(by).toEqual(scalar(2));
      by.data[0] = 60;
      expect(await loaded.read()).toEqual({ count: scalar(3) });
      const written = scalar(4);
      await loaded.write({ count: written });
      written.data[0] = 70;
      await loaded.run('step', { by: scalar(1) });
      expect(written.data[0]).toBe(70);
      expect(await loaded.read()).toEqual({ count: scalar(5) });
    });

    it('fed again with other numbers give other results', async () => {
      const by = scalar(1);
      const loaded = await load({ step: counterStep() }, { count: scalar(0) });
      await loaded.run('step', { by });
      by.data[0] = 10;
      expect((await loaded.run('step', { by }))['now']).toEqual(scalar(11));
    });

    it('of results are the caller’s for good, to keep and to change', async () => {
      const loaded = await load({ step: counterStep() }, { count: scalar(0) });
      const { now: first } = await loaded.run('step', { by: scalar(1) });
      const { count: read } = await loaded.read();
      const { now: second } = await loaded.run('step', { by: scalar(1) });
      await loaded.run('step', { by: scalar(1) });
      expect([first, read, second]).toEqual([scalar(1), scalar(1), scalar(2)]);
      for (const tensor of [first, read, second]) tensor.data[0] = 99;
      expect((await loaded.run('step', { by: scalar(1) }))['now']).toEqual(scalar(4));
    });

    it('may be views into larger ones', async () => {
      const large = new Float32Array(1000).fill(7);
      const loaded = await load({ step: counterStep() }, { count: floats([], large.subarray(3, 4)) });
      const { now } = await loaded.run('step', { by: floats([], large.subarray(900, 901)) });
      expect(now).toEqual(scalar(14));
      await loaded.write({ count: floats([], large.subarray(5, 6)) });
      expect(await loaded.read()).toEqual({ count: scalar(7) });
      expect(large).toHaveLength(1000);
    });
  });

  it('gives the same bits from the same start, again and again', async () => {
    const final = async () => {
      const loaded = await load({ descent: descent() }, start());
      const losses: FloatTensor[] = [];
      for (let step = 0; step < 5; step++) {
        const { loss } = await loaded.run('descent', { x: random(`x${step}`, [32, 300]) });
        losses.push(loss as FloatTensor);
      }
      return { losses, state: await loaded.read() };
    };
    const first = await final();
    expect(first.losses.every(({ data }) => Number.isFinite(data[0]))).toBe(true);
    expect(await final()).toEqual(first);
    expect(await final()).toEqual(first);
  });

  if (typeof cycles === 'string') {
    it.skip(`loads and disposes without growing: ${cycles}`);
    return;
  }
  it(`loads and disposes ${cycles} times without growing`, async () => {
    const engine = await makeEngine();
    const megabyte = 256 * 1024;
    const big = input('big', [2 * megabyte]);
    const program = defineProgram({
      name: 'big',
      feeds: [],
      state: [{ name: 'big', current: big, next: add(big, 1) }],
      outputs: { sum: sum(big) },
    });
    const cycle = async (times: number) => {
      for (let i = 0; i < times; i++) {
        const loaded = await engine.load({ program }, { big: zeros('float32', [2 * megabyte]) });
        await loaded.run('program', {});
        await loaded.dispose();
      }
      return (await memoryHeld()).resident;
    };
    const before = await cycle(10); // allocators take their fill, and threads theirs
    const growth = (await cycle(cycles)) - before;
    // A state that is left behind is 2 MB at least.
    expect(growth / cycles).toBeLessThan(1_000_000);
  }, 120_000);
}
