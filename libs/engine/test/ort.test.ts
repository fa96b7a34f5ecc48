/** What is particular to the engine on ONNX Runtime: threads, sessions, and the models that it makes. */
import { compileProgram, ortEngine } from '@kantor/engine/ort';
import {
  add,
  conv,
  defineProgram,
  grad,
  input,
  matmul,
  mul,
  onnx,
  square,
  sub,
  sum,
  tanh,
} from '@kantor/graph';
import { readOnnx } from '@kantor/onnx';
import type { Runtime, Session } from '@kantor/runtime';
import { nodeRuntime } from '@kantor/runtime/node';
import { floats, KantorError, stream, zeros, type StaticShape } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { counterStep, scalar } from './support/programs.js';

const random = (purpose: string, shape: StaticShape) => {
  const tensor = zeros('float32', shape);
  stream(7, purpose).normal(tensor.data);
  return tensor;
};

/** Gradient descent of a convolution, large enough for two threads to share the work. */
function descent() {
  const w = input('w', [16, 8, 5, 5]);
  const x = input('x', [8, 8, 20, 20]);
  const loss = sum(square(tanh(conv(x, w, { strides: [2, 2], pads: [2, 2, 2, 2] }))));
  const [dw] = grad(loss, [w]);
  return defineProgram({
    name: 'descent',
    feeds: [x],
    state: [{ name: 'w', current: w, next: sub(w, mul(dw, 1e-3)) }],
    outputs: { loss },
  });
}

describe('threads', () => {
  it('do not change a bit: one or two, idle threads waiting in a loop or not', async () => {
    const train = async (threads: number, spinMicroseconds: number) => {
      const engine = ortEngine(nodeRuntime(), { device: 'cpu', threads, spinMicroseconds });
      const loaded = await engine.load({ descent: descent() }, { w: random('w', [16, 8, 5, 5]) });
      for (let step = 0; step < 3; step++)
        await loaded.run('descent', { x: random(`x${step}`, [8, 8, 20, 20]) });
      const state = await loaded.read();
      await loaded.dispose();
      return state;
    };
    const one = await train(1, 1000);
    expect(one['w']).not.toEqual(random('w', [16, 8, 5, 5]));
    expect(await train(2, 1000)).toEqual(one);
    expect(await train(2, 0)).toEqual(one);
  });

  it('are said in the description', () => {
    const runtime = nodeRuntime();
    const description = (threads?: number) =>
      ortEngine(runtime, { device: 'cpu', ...(threads === undefined ? {} : { threads }) }).description;
    expect(description(1)).toBe(`ort-cpu on ${runtime.name}, 1 thread`);
    expect(description(2)).toBe(`ort-cpu on ${runtime.name}, 2 threads`);
    expect(description()).toBe(`ort-cpu on ${runtime.name}`);
  });
});

/** A runtime whose sessions are counted, and whose session number `refused` does not open. */
function countingRuntime(refused = Infinity) {
  const real = nodeRuntime();
  const log: string[] = [];
  const runtime: Runtime = {
    ...real,
    async open(model, options) {
      const number = log.filter((line) => line.startsWith('open')).length + 1;
      if (number === refused) throw new KantorError('runtime/open', 'no room for a session');
      log.push(`open ${number}`);
      const session: Session = await real.open(model, options);
      return {
        ...session,
        release: () => {
          log.push(`release ${number}`);
          return session.release();
        },
      };
    },
  };
  return { runtime, log };
}

const options = { device: 'cpu', threads: 1, blocked: false } as const;

describe('sessions', () => {
  it('opened before one that fails are released, and its reason is given', async () => {
    const { runtime, log } = countingRuntime(3);
    const step = counterStep();
    const loading = ortEngine(runtime, options).load(
      { a: step, b: step, c: step, d: step },
      { count: scalar(0) },
    );
    await expect(loading).rejects.toMatchObject({ code: 'runtime/open', message: 'no room for a session' });
    expect(log).toEqual(['open 1', 'open 2', 'release 1', 'release 2']);
  });

  it('are not opened if a state is missing', async () => {
    const { runtime, log } = countingRuntime();
    await expect(ortEngine(runtime, options).load({ step: counterStep() }, {})).rejects.toThrow(
      "state 'count'",
    );
    expect(log).toEqual([]);
  });

  it('are released once, after the run that is under way', async () => {
    const { runtime, log } = countingRuntime();
    const loaded = await ortEngine(runtime, options).load({ step: counterStep() }, { count: scalar(0) });
    const running = loaded.run('step', { by: scalar(1) }).then(({ now }) => log.push(`now ${now.data[0]}`));
    await Promise.all([running, loaded.dispose(), loaded.dispose()]);
    expect(log).toEqual(['open 1', 'now 1', 'release 1']);
  });

  it('that fail in a run name the program, and leave its state as it was', async () => {
    const shape = input('shape', [2], 'int64');
    const s = input('s', [2, 3]);
    const program = defineProgram({
      name: 'reshape',
      feeds: [shape],
      state: [{ name: 's', current: s, next: add(s, 1) }],
      outputs: { y: onnx('Reshape', [s, shape], { shape: [3, 2] }) },
    });
    const start = { s: floats([2, 3], [1, 2, 3, 4, 5, 6]) };
    const loaded = await ortEngine(nodeRuntime(), options).load({ program }, start);
    const run = (...to: bigint[]) =>
      loaded.run('program', { shape: { dtype: 'int64', shape: [2], data: BigInt64Array.from(to) } });
    await expect(run(4n, 5n)).rejects.toMatchObject({
      code: 'engine/run',
      message:
        "Program 'program' failed: Non-zero status code returned while running Reshape node. Name:'y' Status Message: " +
        'The input tensor cannot be reshaped to the requested shape. Input shape:{2,3}, requested shape:{4,5}',
    });
    expect(await loaded.read()).toEqual(start);
    expect((await run(3n, 2n))['y'].shape).toEqual([3, 2]);
    await loaded.dispose();
  });
});

describe('compiled programs', () => {
  it('are the same bytes each time, with feeds and states as inputs, outputs and next states as outputs', () => {
    const { model, ...ports } = compileProgram(counterStep());
    expect(compileProgram(counterStep()).model).toEqual(model);
    const port = (name: string) => ({ name, dtype: 'float32', shape: [] });
    expect(ports).toEqual({
      name: 'step',
      feeds: [port('by')],
      states: [{ ...port('count'), changes: true }],
      outputs: [port('now')],
    });
    const { inputs, outputs } = readOnnx(model);
    expect(inputs.map(({ name }) => name)).toEqual(['by', 'count']);
    expect(outputs.map(({ name }) => name)).toEqual(['now', 'next:count']);
  });

  it('that need more memory than there is say so, and leave their state as it was', async () => {
    const size = 1e7; // whose square is 400 TB, more than a process can address
    const a = input('a', [size, 1]);
    const s = input('s', []);
    const program = defineProgram({
      name: 'large',
      feeds: [a],
      state: [{ name: 's', current: s, next: add(s, 1) }],
      outputs: { y: sum(matmul(a, a, { transposeB: true })) },
    });
    const loaded = await ortEngine(nodeRuntime(), options).load({ program }, { s: scalar(3) });
    await expect(loaded.run('program', { a: zeros('float32', [size, 1]) })).rejects.toMatchObject({
      code: 'engine/memory',
      message: expect.stringMatching(
        /^Program 'program' needs more memory than the device has: .*Failed to allocate memory .* Use a smaller batch; states are as they were\.$/,
      ),
    });
    expect(await loaded.read()).toEqual({ s: scalar(3) });
    await loaded.dispose();
  });
});
