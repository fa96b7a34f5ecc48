/** What is on the device: the same after every step, and nothing of what fails. */
import {
  add,
  cast,
  conv,
  convInputGrad,
  defineProgram,
  grad,
  input,
  leakyRelu,
  matmul,
  mul,
  onnx,
  reshape,
  square,
  sub,
  sum,
  transpose,
  type Program,
} from '@kantor/graph';
import { floats, stream, zeros, type FloatTensor, type TensorMap } from '@kantor/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadedOn } from './support/programs.js';
import { testBackends, tf, tfjsOn, watching, type KernelCall } from './support/tfjs-backends.js';

const random = (name: string, shape: readonly number[]): FloatTensor =>
  floats(shape, stream(1, name).normal(new Float32Array(shape.reduce((a, b) => a * b, 1))));

/** A step of gradient descent through a convolution, a transposed one and a matrix, which are used more than once. */
function descent(): Program {
  const half = { strides: [2, 2], pads: [1, 1, 1, 1] } as const;
  const x = input('x', [2, 3, 4, 4]);
  const [w, v, m] = [input('w', [4, 3, 4, 4]), input('v', [4, 3, 4, 4]), input('m', [48, 2])];
  const up = convInputGrad(conv(x, w, half), v, { ...half, inputSize: [4, 4] }); // [2, 3, 4, 4]
  const flat = matmul(reshape(leakyRelu(conv(up, w, half), 0.2), [2, 16]), reshape(m, [16, 6]));
  const loss = add(sum(square(flat)), sum(square(matmul(reshape(up, [2, 48]), m))));
  const gradients = grad(loss, [w, v, m]);
  return defineProgram({
    name: 'descent',
    feeds: [x],
    state: [w, v, m].map((current, i) => ({
      name: current.op.name,
      current,
      next: sub(current, mul(gradients[i], 1e-6)),
    })),
    outputs: { loss, up, sums: sum(transpose(up, [1, 0, 2, 3]), { axes: [0] }) },
  });
}

const start: TensorMap = {
  w: random('w', [4, 3, 4, 4]),
  v: random('v', [4, 3, 4, 4]),
  m: random('m', [48, 2]),
};
const x = random('x', [2, 3, 4, 4]);

const held = () => [tf.memory().numTensors, tf.engine().backend.numDataIds()];

describe.each(Object.entries(testBackends))('%s', (_name, backend) => {
  beforeEach(async () => void (await tf.setBackend(backend)));

  it('holds as much after 1,000 steps as after one, and nothing once disposed', async () => {
    const before = held();
    const loaded = await tfjsOn(backend).load({ descent: descent() }, start);
    await loaded.run('descent', { x });
    const after = held();
    expect(after[0]).toBeLessThan(before[0] + 20);
    for (let step = 1; step < 1000; step++) await loaded.run('descent', { x });
    expect(held()).toEqual(after);
    await loaded.write(start);
    await loaded.read();
    expect(held()).toEqual(after);
    await loaded.dispose();
    expect(held()).toEqual(before);
  }, 60_000);

  it('disposes each tensor after its last use', async () => {
    let peak = 0;
    const watched = watching((call) => {
      const made = call.run();
      peak = Math.max(peak, tf.memory().numTensors);
      return made;
    });
    const first = input('x', [8]);
    let value = mul(first, first);
    for (let i = 0; i < 100; i++) value = add(mul(value, 0.5), first);
    const long = defineProgram({ name: 'long', feeds: [first], state: [], outputs: { value } });
    const loaded = await tfjsOn(backend, watched).load({ long }, {});
    const before = held()[0];
    await loaded.run('long', { x: floats([8], [1, 2, 3, 4, 5, 6, 7, 8]) });
    expect(peak - before).toBeLessThan(6);
    await loaded.dispose();
  });

  it('holds nothing of a run in which any one kernel fails, and the states are as they were', async () => {
    let calls = 0;
    let failing = Infinity;
    const disturbed = watching((call) => {
      if (++calls === failing) throw new Error('a fuse blew');
      return call.run();
    });
    const loaded = await tfjsOn(backend, disturbed).load({ descent: descent() }, start);
    const before = held();
    const { loss } = await loaded.run('descent', { x });
    await loaded.write(start);
    const kernels = calls;
    expect(kernels).toBeGreaterThan(20);
    for (failing = 1; failing <= kernels; failing++) {
      calls = 0;
      await expect(loaded.run('descent', { x })).rejects.toMatchObject({
        code: 'engine/run',
        message: "Program 'descent' failed: a fuse blew",
      });
      expect(await loaded.read()).toEqual(start);
      await loaded.write(start); // drops what was made of the states for kernels, so that it is made again
      expect(held()).toEqual(before);
    }
    failing = Infinity;
    expect((await loaded.run('descent', { x }))['loss']).toEqual(loss);
    expect(held()).toEqual(before);
    await loaded.dispose();
  }, 60_000);
});

describe('a device without memory', () => {
  const load = loadedOn(() => tfjsOn('cpu', disturbed));
  let message: string | undefined;
  const disturbed = watching((call: KernelCall) => {
    if (message !== undefined && call.name === 'BatchMatMul') throw new Error(message);
    return call.run();
  });

  it.each([
    'OOM when allocating tensor with shape[64,64,112,112] and type float on /device:GPU:0 by allocator GPU_0_bfc',
    'Resource exhausted: failed to allocate memory [Op:Conv2D]',
    'failed to allocate 3.50G (3758096384 bytes) from device: CUDA_ERROR_OUT_OF_MEMORY: out of memory',
    'Array buffer allocation failed',
  ])('is told from other failures: %s', async (words) => {
    message = undefined;
    const loaded = await load({ descent: descent() }, start);
    message = words;
    const failure = loaded.run('descent', { x });
    await expect(failure).rejects.toMatchObject({ code: 'engine/memory' });
    await expect(failure).rejects.toThrow(words);
    await expect(failure).rejects.toThrow('Use a smaller batch');
    expect(await loaded.read()).toEqual(start);
    message = undefined;
    expect((await loaded.run('descent', { x }))['loss'].data[0]).toBeGreaterThan(0);
  });
});

describe('an array of the caller', () => {
  it.each(Object.entries(testBackends))(
    'that becomes a state stays the caller’s: %s',
    async (_name, backend) => {
      const fed = input('x', [2, 3]);
      const flags = input('flags', [3], 'bool');
      const [kept, turned, numbers] = [input('kept', [2, 3]), input('turned', [3, 2]), input('numbers', [3])];
      const program = defineProgram({
        name: 'keep',
        feeds: [fed, flags],
        state: [
          { name: 'kept', current: kept, next: fed },
          { name: 'turned', current: turned, next: reshape(fed, [3, 2]) },
          { name: 'numbers', current: numbers, next: cast(flags, 'float32') },
        ],
        outputs: {},
      });
      const loaded = await tfjsOn(backend).load(
        { program },
        { kept: zeros('float32', [2, 3]), turned: zeros('float32', [3, 2]), numbers: zeros('float32', [3]) },
      );
      const given = {
        x: floats([2, 3], [1, 2, 3, 4, 5, 6]),
        flags: { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) },
      } as const;
      await loaded.run('program', given);
      given.x.data.fill(9);
      given.flags.data.fill(0);
      expect(await loaded.read()).toEqual({
        kept: floats([2, 3], [1, 2, 3, 4, 5, 6]),
        turned: floats([3, 2], [1, 2, 3, 4, 5, 6]),
        numbers: floats([3], [1, 0, 1]),
      });
      await loaded.dispose();
    },
  );
});

describe('what cannot be loaded', () => {
  const one = input('one', [2]);
  const program = (value: Program['outputs'][string], state: Program['state'] = []) =>
    defineProgram({ name: 'odd', feeds: [one], state, outputs: { value } });

  it.each<[string, Program, TensorMap, string]>([
    [
      'an operator of ONNX',
      program(onnx('Resize', [one], { shape: [2] }), [{ name: 's', current: input('s', [2]) }]),
      { s: floats([2], [1, 2]) },
      "no operator 'Resize'",
    ],
    ['a float16', program(cast(one, 'float16')), {}, "'value' of program 'odd' is float16"],
    ['an int64 in between', program(cast(cast(one, 'int64'), 'float32')), {}, 'is int64'],
  ])('%s is named, and leaves nothing behind', async (_what, odd, initial, message) => {
    await tf.setBackend('cpu');
    const before = held();
    const loading = tfjsOn('cpu').load({ odd }, initial);
    await expect(loading).rejects.toMatchObject({ code: 'engine/unsupported' });
    await expect(loading).rejects.toThrow(message);
    expect(held()).toEqual(before);
  });

  it('a kernel that the backend lacks is named', async () => {
    const bare = {
      ...tf,
      getKernel: (name: string, backend: string) =>
        name === 'Square' ? undefined : tf.getKernel(name, backend),
    };
    const loading = tfjsOn('cpu', bare).load({ odd: program(square(one)) }, {});
    await expect(loading).rejects.toThrow("The backend 'cpu' of TensorFlow.js has no kernel 'Square'");
  });
});

it('engines on two backends of one namespace run at once', async () => {
  const [a, b] = await Promise.all(
    (['cpu', 'wasm'] as const).map((backend) => tfjsOn(backend).load({ descent: descent() }, start)),
  );
  const runs = await Promise.all(
    [1, 2, 3].flatMap(() => [a, b].map((loaded) => loaded.run('descent', { x }))),
  );
  for (const [i, { loss }] of runs.entries()) {
    expect(
      Math.abs((loss.data[0] as number) / (runs[i - (i % 2)]['loss'].data[0] as number) - 1),
    ).toBeLessThan(1e-5);
  }
  await Promise.all([a.dispose(), b.dispose()]);
});
