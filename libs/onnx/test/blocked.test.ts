/** Convolutions lowered to blocks: only on request, only where that pays, and each layout change once. */
import { add, conv, convFilterGrad, convInputGrad, input, reshape, type ConvWindow } from '@kantor/graph';
import { readOnnx, writeOnnx, type OnnxGraph } from '@kantor/onnx';
import { describe, expect, it } from 'vitest';
import { coveringPads, phases, unreached } from '../src/lower/window.js';

const same: ConvWindow = { strides: [2, 2], pads: [1, 1, 2, 2] };

interface Sizes {
  readonly batch?: number | 'N';
  readonly o?: number;
  readonly i?: number;
  readonly kernel?: number;
  readonly window?: ConvWindow;
  readonly side?: number;
}

/** The three convolutions of one layer, each as a graph of its own. */
function layer({ batch = 16, o = 32, i = 16, kernel = 5, window = same, side = 8 }: Sizes) {
  const x = input('x', [batch, i, side, side]);
  const w = input('w', [o, i, kernel, kernel]);
  const y = conv(x, w, window);
  const dy = input('dy', y.shape);
  return {
    forward: { name: 'g', inputs: [x, w], outputs: [['y', y]] },
    inputGrad: {
      name: 'g',
      inputs: [dy, w],
      outputs: [['dx', convInputGrad(dy, w, { ...window, inputSize: [side, side] })]],
    },
    filterGrad: {
      name: 'g',
      inputs: [x, dy],
      outputs: [['dw', convFilterGrad(x, dy, { ...window, kernel: [kernel, kernel] })]],
    },
  } satisfies Record<string, OnnxGraph>;
}

const blocks = (graph: OnnxGraph, blockSize: 8 | 16 = 16) =>
  readOnnx(writeOnnx(graph, { convolutions: { blockSize } })).operators['ReorderInput'] ?? 0;

function lowered(sizes: Sizes, blockSize: 8 | 16 = 16): string[] {
  return Object.entries(layer(sizes))
    .filter(([, graph]) => blocks(graph, blockSize) > 0)
    .map(([name]) => name);
}

const all = ['forward', 'inputGrad', 'filterGrad'];

describe('blocks', () => {
  it.each(Object.entries(layer({})))('are never written unasked: %s', (_, graph) => {
    const { operators } = readOnnx(writeOnnx(graph));
    expect(operators['ReorderInput']).toBeUndefined();
    const text = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);
    expect(text(writeOnnx(graph))).not.toContain('com.microsoft');
    expect(text(writeOnnx(graph, { convolutions: { blockSize: 16 } }))).toContain('com.microsoft.nchwc');
  });

  it('leave a graph without convolutions as it is, to the byte', () => {
    const x = input('x', [16, 16]);
    const graph: OnnxGraph = { name: 'g', inputs: [x], outputs: [['y', add(x, 1)]] };
    expect(writeOnnx(graph, { convolutions: { blockSize: 16 } })).toEqual(writeOnnx(graph));
  });

  it.each<[string, Sizes, string[]]>([
    ['full blocks and a kernel of 5', {}, all],
    [
      'a kernel of 4: no column of the plain filter gradient is wasted',
      { kernel: 4 },
      ['forward', 'inputGrad'],
    ],
    ['a kernel of 3 at stride 1', { kernel: 3, window: { strides: [1, 1], pads: [1, 1, 1, 1] } }, all],
    [
      'a kernel of 3 at stride 2',
      { kernel: 3, window: { ...same, pads: [0, 0, 1, 1] } },
      ['forward', 'filterGrad'],
    ],
    ['a kernel of 1', { kernel: 1, window: { strides: [1, 1], pads: [0, 0, 0, 0] } }, []],
    ['images of one channel', { i: 1 }, []],
    ['channels that do not fill blocks', { i: 24 }, []],
    ['filters that do not fill blocks', { o: 24 }, []],
    ['a batch that does not fill blocks', { batch: 8 }, ['forward', 'inputGrad']],
    ['a batch of unknown size', { batch: 'N' }, ['forward', 'inputGrad']],
    ['filters too large for a cache', { o: 256, i: 128 }, ['inputGrad', 'filterGrad']],
    ['an image that strides do not divide', { side: 7 }, ['forward', 'filterGrad']],
    ['strides that differ', { window: { ...same, strides: [2, 1] } }, ['forward', 'filterGrad']],
  ])('are used where they pay: %s', (_, sizes, expected) => {
    expect(lowered(sizes)).toEqual(expected);
  });

  it('of 8 take what fills them', () => {
    expect(lowered({ i: 24, o: 8, batch: 8 }, 8)).toEqual(all);
    expect(lowered({ i: 20 }, 8)).toEqual([]);
  });
});

describe('layout changes', () => {
  it('of one image or one weight are written once for all uses', () => {
    const x = input('x', [16, 16, 8, 8]);
    const other = input('other', [16, 16, 8, 8]);
    const w = input('w', [16, 16, 5, 5]);
    const v = input('v', [16, 16, 5, 5]);
    const outputs: OnnxGraph['outputs'] = [
      ['a', conv(x, w, same)],
      ['b', conv(x, v, same)],
      ['c', conv(other, w, same)],
    ];
    const bytes = writeOnnx(
      { name: 'g', inputs: [x, other, w, v], outputs },
      { convolutions: { blockSize: 16 } },
    );
    const { operators } = readOnnx(bytes);
    expect(operators).toEqual({ ReorderInput: 2, Reshape: 6, Transpose: 4, Conv: 3, ReorderOutput: 3 });
  });

  it('keep the bias inside the convolution', () => {
    const x = input('x', [16, 16, 8, 8]);
    const w = input('w', [16, 16, 5, 5]);
    const b = input('b', [16]);
    const y = add(conv(x, w, same), reshape(b, [1, 16, 1, 1]));
    const bytes = writeOnnx(
      { name: 'g', inputs: [x, w, b], outputs: [['y', y]] },
      { convolutions: { blockSize: 16 } },
    );
    expect(readOnnx(bytes).operators['Add']).toBeUndefined();
  });
});

describe('windows', () => {
  it('leave rows unreached, which covering pads take off the end', () => {
    // 8 + 1 + 2 = 11 rows; windows of 5 begin at 0, 2, 4 and 6. 7 + 3 = 10: the last begins at 4 and ends at 9.
    const sizes = (side: number, output: number) =>
      ({ image: [side, side], kernel: [5, 5], output: [output, output] }) as const;
    expect(unreached(same, sizes(8, 4))).toEqual([0, 0]);
    expect(unreached(same, sizes(7, 3))).toEqual([1, 1]);
    expect(coveringPads(same, sizes(7, 3))).toEqual([1, 1, 1, 1]);
  });

  it.each([
    [1, 1, 3],
    [2, 1, 4],
    [2, 1, 5],
    [2, 2, 5],
    [3, 1, 4],
    [3, 2, 7],
  ])(
    'at stride %i, padding %i and kernel %i: phases have every tap that meets a position, once',
    (stride, pad, kernel) => {
      const output = 6;
      const list = phases(stride, pad, { image: output * stride, kernel, output }) ?? [];
      expect(list).toHaveLength(stride);
      for (let position = 0; position < output * stride; position++) {
        const { last, taps, pads } = list[position % stride];
        const met = Array.from({ length: taps }, (_, j): [output: number, tap: number] => [
          Math.floor(position / stride) - pads[0] + j,
          last - j * stride,
        ]);
        const expected = Array.from({ length: kernel }, (_, tap): [number, number] => [
          (position + pad - tap) / stride,
          tap,
        ]).filter(([q]) => Number.isInteger(q));
        expect(met).toEqual(expected.reverse());
      }
    },
  );

  it('have no phases where outputs times stride is not the image, or a phase has no tap', () => {
    expect(phases(2, 1, { image: 7, kernel: 4, output: 4 })).toBeUndefined();
    expect(phases(3, 0, { image: 9, kernel: 2, output: 3 })).toBeUndefined();
  });
});
