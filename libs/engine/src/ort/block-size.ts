/**
 * Finds out in which blocks this machine's CPU has ONNX Runtime's fast convolutions, by trying: the wrong size gives
 * wrong numbers without an error, and the runtime does not say which is right.
 */
import { conv, convFilterGrad, convInputGrad, defineProgram, input, type Program } from '@kantor/graph';
import type { BlockSize } from '@kantor/onnx';
import type { Runtime } from '@kantor/runtime';
import { stream, zeros, type StaticShape, type TensorMap } from '@kantor/tensor';
import { compileProgram } from './compile.js';

const sizes: readonly BlockSize[] = [16, 8];
/** Relative to the largest number. Orders of adding differ by 1e-6; a wrong size gives other numbers altogether. */
const tolerance = 1e-4;

/**
 * The three convolutions, small: [16, 16, 4, 4] by [16, 16, 5, 5] at stride 2. Channels and batch are multiples of 16,
 * so that no size tried reads or writes past the end of anything, and each of the three is lowered to blocks.
 */
export function trialProgram(): Program {
  const window = { strides: [2, 2], pads: [1, 1, 2, 2] } as const;
  const x = input('x', [16, 16, 4, 4]);
  const w = input('w', [16, 16, 5, 5]);
  const dy = input('dy', [16, 16, 2, 2]);
  return defineProgram({
    name: 'trial',
    feeds: [x, w, dy],
    state: [],
    outputs: {
      y: conv(x, w, window),
      dx: convInputGrad(dy, w, { ...window, inputSize: [4, 4] }),
      dw: convFilterGrad(x, dy, { ...window, kernel: [5, 5] }),
    },
  });
}

const feedsOf = ({ feeds }: Program): TensorMap =>
  Object.fromEntries(
    feeds.map(({ op: { name }, shape }) => {
      const values = zeros('float32', shape as StaticShape);
      stream(1, name).uniform(values.data);
      return [name, values];
    }),
  );

async function runTrial(
  runtime: Runtime,
  program: Program,
  feeds: TensorMap,
  blockSize?: BlockSize,
): Promise<TensorMap> {
  const { model } = compileProgram(program, blockSize);
  const session = await runtime.open(model, { device: 'cpu', threads: 1 });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

function agree(actual: TensorMap, expected: TensorMap): boolean {
  return Object.keys(expected).every((name) => {
    const [a, e] = [actual[name].data, expected[name].data] as Float32Array[];
    const largest = e.reduce((max, number) => Math.max(max, Math.abs(number)), 0);
    // A difference that is not a number must not pass.
    return e.every((number, i) => Math.abs(a[i] - number) <= tolerance * largest);
  });
}

async function tryAll(runtime: Runtime): Promise<BlockSize | undefined> {
  try {
    const program = trialProgram();
    const feeds = feedsOf(program);
    const expected = await runTrial(runtime, program, feeds);
    for (const size of sizes) {
      // Refused where the CPU, or the build of ONNX Runtime, is without these kernels.
      const actual = await runTrial(runtime, program, feeds, size).catch(() => undefined);
      if (actual && agree(actual, expected)) return size;
    }
  } catch {
    // What stops the plain model will be said when the programs are loaded.
  }
  return undefined;
}

const found = new Map<string, Promise<BlockSize | undefined>>();

/**
 * The block size with which ONNX Runtime's own convolutions on the `cpu` device are right, tried once per process and
 * runtime; undefined if none is.
 */
export function findBlockSize(runtime: Runtime): Promise<BlockSize | undefined> {
  const known = found.get(runtime.name) ?? tryAll(runtime);
  found.set(runtime.name, known);
  return known;
}
