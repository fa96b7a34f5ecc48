/** Convolutions on TensorFlow.js: gradients composed of other kernels are those kernels', and filters are turned once. */
import {
  conv,
  convFilterGrad,
  convInputGrad,
  convOutputSize,
  defineProgram,
  input,
  mul,
  sub,
  sum,
  type ConvWindow,
  type Program,
} from '@kantor/graph';
import { floats, sizeOf, stream, type FloatTensor, type TensorMap } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';
import { loadedOn } from './support/programs.js';
import { tf, tfjsOn, watching, type TestBackend } from './support/tfjs-backends.js';

const random = (name: string, shape: readonly number[]): FloatTensor =>
  floats(shape, stream(1, name).normal(new Float32Array(sizeOf(shape))));

interface Geometry extends ConvWindow {
  readonly image: readonly [number, number, number, number];
  readonly filters: readonly [number, number, number, number];
}

/** Windows of all kinds: uneven, larger than their image, with pads beyond the kernel, with gaps. */
function geometries(count: number): Geometry[] {
  const found: Geometry[] = [];
  for (let seed = 0; found.length < count; seed++) {
    const dice = stream(seed, 'geometry').integers(new Uint32Array(16), 60);
    const [n, c, o, h, w, kh, kw, sh, sw, ...pads] = dice;
    const geometry: Geometry = {
      image: [1 + (n % 3), 1 + (c % 4), 2 + (h % 8), 2 + (w % 8)],
      filters: [1 + (o % 4), 1 + (c % 4), 1 + (kh % 5), 1 + (kw % 5)],
      strides: [1 + (sh % 3), 1 + (sw % 3)],
      pads: [pads[0] % 4, pads[1] % 4, pads[2] % 4, pads[3] % 4],
    };
    const size = convOutputSize(geometry.image.slice(2), geometry.filters.slice(2), geometry);
    if (size.every((side) => side > 0)) found.push(geometry);
  }
  return found;
}

/** `same` by its rows, and with a column left over between windows: WebAssembly's `same` takes the wrong columns. */
const leftOver: Geometry = {
  image: [1, 2, 4, 5],
  filters: [3, 2, 3, 1],
  strides: [2, 3],
  pads: [0, 0, 1, 0],
};

/** The three convolutions of a geometry. */
function convolutions({ image, filters, strides, pads }: Geometry): Program {
  const window = { strides, pads };
  const [x, w] = [input('x', image), input('w', filters)];
  const y = conv(x, w, window);
  const dy = input('dy', y.shape);
  const [height, width] = image.slice(2);
  const [kernelHeight, kernelWidth] = filters.slice(2);
  return defineProgram({
    name: 'convolutions',
    feeds: [x, w, dy],
    state: [],
    outputs: {
      y,
      dx: convInputGrad(dy, w, { ...window, inputSize: [height, width] }),
      dw: convFilterGrad(x, dy, { ...window, kernel: [kernelHeight, kernelWidth] }),
    },
  });
}

describe.each<[string, TestBackend]>([
  ['the pure JavaScript backend', 'cpu'],
  ['WebAssembly', 'wasm'],
  ['a backend whose gradients take no pads', 'tensorflow'],
])('on %s', (_name, backend) => {
  it('gradients are those of the kernels of TensorFlow.js', async () => {
    for (const geometry of [leftOver, ...geometries(60)]) {
      const program = convolutions(geometry);
      const feeds = Object.fromEntries(
        program.feeds.map(({ op, shape }) => [op.name, random(op.name, shape as number[])]),
      );
      const [expected, actual] = await Promise.all(
        (['loops', backend] as const).map(async (on) => {
          const loaded = await tfjsOn(on).load({ program }, {});
          const results = await loaded.run('program', feeds);
          await loaded.dispose();
          return results;
        }),
      );
      for (const [name, { shape, data }] of Object.entries(expected)) {
        expect(actual[name].shape).toEqual(shape);
        const errors = Array.from(data as Float32Array, (value, i) =>
          Math.abs(value - Number(actual[name].data[i])),
        );
        expect(Math.max(...errors), `${name} of ${JSON.stringify(geometry)}`).toBeLessThan(2e-5);
      }
    }
  }, 60_000);
});

describe('filters', () => {
  const half = { strides: [2, 2], pads: [1, 1, 1, 1], inputSize: [8, 8] } as const;
  /** Two transposed convolutions by one state; `step` changes it, `sample` does not. */
  function programs(): Record<string, Program> {
    const make = (changes: boolean): Program => {
      const z = input('z', [2, 4, 4, 4]);
      const [w, other] = [input('w', [4, 3, 4, 4]), input('other', [])];
      const [first, second] = [convInputGrad(z, w, half), convInputGrad(mul(z, z), w, half)];
      const outputs = { sum: mul(sum(mul(first, second)), other) };
      const next = sub(w, mul(outputs.sum, 1e-9));
      return defineProgram({
        name: changes ? 'step' : 'sample',
        feeds: [z],
        state: [
          { name: 'w', current: w, ...(changes && { next }) },
          { name: 'other', current: other },
        ],
        outputs,
      });
    };
    return { step: make(true), sample: make(false) };
  }

  let turned = 0;
  // What turns filters for WebAssembly begins with a product with constants, and nothing else here is a product.
  const load = loadedOn(() =>
    tfjsOn(
      'wasm',
      watching((call) => {
        if (call.name === 'BatchMatMul') turned++;
        return call.run();
      }),
    ),
  );
  const state: TensorMap = { w: random('w', [4, 3, 4, 4]), other: floats([], [1]) };
  const z = random('z', [2, 4, 4, 4]);

  it('are turned once in a step that changes them, however often it uses them', async () => {
    const loaded = await load(programs(), state);
    for (let step = 1; step <= 3; step++) {
      turned = 0;
      await loaded.run('step', { z });
      expect(turned).toBe(1);
    }
  });

  it('are not turned again until they change, by whichever program and state', async () => {
    const loaded = await load(programs(), state);
    const turns = async (work: () => Promise<unknown>): Promise<number> => {
      turned = 0;
      await work();
      return turned;
    };
    expect(await turns(() => loaded.run('sample', { z }))).toBe(1);
    expect(await turns(() => loaded.run('sample', { z }))).toBe(0);
    await loaded.write({ other: floats([], [2]) });
    expect(await turns(() => loaded.run('sample', { z }))).toBe(0);
    expect(await turns(() => loaded.run('step', { z }))).toBe(0); // it is the same filter until the step is done
    expect(await turns(() => loaded.run('sample', { z }))).toBe(1);
    await loaded.write({ w: random('another', [4, 3, 4, 4]) });
    expect(await turns(() => loaded.run('sample', { z }))).toBe(1);
  });

  it('are kept as convolutions want them, so that those of TensorFlow.js turn none', async () => {
    await tf.setBackend('loops');
    const kernels: string[] = [];
    const namespace = watching((call) => {
      kernels.push(call.name);
      return call.run();
    });
    const loaded = await tfjsOn('loops', namespace).load(programs(), state);
    await loaded.run('step', { z });
    expect(kernels.filter((name) => name === 'Transpose')).toHaveLength(1); // z
    expect(await loaded.read(['other'])).toEqual({ other: floats([], [1]) });
    const { w } = await loaded.read();
    expect(w.shape).toEqual([4, 3, 4, 4]);
    await loaded.dispose();
  });
});
