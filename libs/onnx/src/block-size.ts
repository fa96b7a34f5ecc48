/**
 * Finds out in which blocks this machine's CPU has ONNX Runtime's fast convolutions, by trying: the wrong size gives
 * wrong numbers without an error, or reads and writes past the end of its tensors, and the runtime does not say which is
 * right.
 */
import { conv, convFilterGrad, convInputGrad, input } from '@kantor/graph';
import { stream, zeros, type StaticShape, type TensorMap } from '@kantor/tensor';
import { blockSizes, type BlockSize } from './lower/blocked-layout.js';
import { writeOnnx, type OnnxGraph } from './write.js';

/** Relative to the largest number. Orders of adding differ by 1e-6; a wrong size gives other numbers altogether. */
const tolerance = 1e-4;

/** Whether float tensors are those expected, but for the order of adding; `actual` may have others beside them. */
export function agree(actual: TensorMap, expected: TensorMap): boolean {
  return Object.keys(expected).every((name) => {
    const [a, e] = [actual[name].data, expected[name].data] as Float32Array[];
    const largest = e.reduce((max, number) => Math.max(max, Math.abs(number)), 0);
    // A difference that is not a number must not pass.
    return e.every((number, i) => Math.abs(a[i] - number) <= tolerance * largest);
  });
}

/**
 * The three convolutions, small: [16, 16, 4, 4] by [16, 16, 5, 5] at stride 2. Channels and batch are multiples of 16,
 * so that no size tried reads or writes past the end of anything, and each of the three is lowered to blocks.
 */
function trialGraph(): OnnxGraph {
  const window = { strides: [2, 2], pads: [1, 1, 2, 2] } as const;
  const x = input('x', [16, 16, 4, 4]);
  const w = input('w', [16, 16, 5, 5]);
  const dy = input('dy', [16, 16, 2, 2]);
  return {
    name: 'trial',
    inputs: [x, w, dy],
    outputs: [
      ['y', conv(x, w, window)],
      ['dx', convInputGrad(dy, w, { ...window, inputSize: [4, 4] })],
      ['dw', convFilterGrad(x, dy, { ...window, kernel: [5, 5] })],
    ],
  };
}

const feedsOf = ({ inputs }: OnnxGraph): TensorMap =>
  Object.fromEntries(
    inputs.map(({ op: { name }, shape }) => {
      const values = zeros('float32', shape as StaticShape);
      stream(1, name).uniform(values.data);
      return [name, values];
    }),
  );

/**
 * The block size with which ONNX Runtime's own convolutions on the CPU are right; undefined if none is.
 * @param run runs a model once on the `cpu` device.
 */
export async function findBlockSize(
  run: (model: Uint8Array, feeds: TensorMap) => Promise<TensorMap>,
): Promise<BlockSize | undefined> {
  const graph = trialGraph();
  const feeds = feedsOf(graph);
  try {
    const expected = await run(writeOnnx(graph), feeds);
    for (const blockSize of blockSizes) {
      // Refused where the CPU, or the build of ONNX Runtime, is without these kernels.
      const blocked = writeOnnx(graph, { convolutions: { blockSize } });
      const actual = await run(blocked, feeds).catch(() => undefined);
      if (actual && agree(actual, expected)) return blockSize;
    }
  } catch {
    // What stops the plain model will be said when there is one to run.
  }
  return undefined;
}
