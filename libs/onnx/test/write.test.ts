/** What is written: the same bytes each time, names, shapes, metadata; and what is refused. */
import {
  add,
  concat,
  constant,
  conv,
  exp,
  expand,
  input,
  matmul,
  mul,
  neg,
  reshape,
  slice,
  sub,
  sum,
  tanh,
  transpose,
} from '@kantor/graph';
import { defaultOpset, readOnnx, supportedOpsets, writeOnnx, type OnnxGraph } from '@kantor/onnx';
import { filled, floats } from '@kantor/tensor';
import { describe, expect, it } from 'vitest';

/** A small generator whose batch is not known: [N, 4] → [N, 2, 3, 3]. */
function generator(): OnnxGraph {
  const z = input('latent', ['N', 4]);
  const w = input('dense.kernel', [4, 18]);
  const b = input('dense.bias', [18]);
  const k = input('conv.kernel', [2, 2, 3, 3]);
  const hidden = reshape(add(matmul(z, w), b), ['N', 2, 3, 3]);
  const samples = tanh(conv(hidden, k, { strides: [1, 1], pads: [1, 1, 1, 1] }));
  return {
    name: 'generator',
    inputs: [z],
    outputs: [['samples', samples]],
    weights: {
      'dense.kernel': filled([4, 18], 0.25),
      'dense.bias': filled([18], 0.5),
      'conv.kernel': filled([2, 2, 3, 3], 0.125),
    },
  };
}

const x = input('x', [2, 3]);

describe('the bytes', () => {
  it('are the same for the same graph, options and metadata, in whatever order it is given', () => {
    const write = (metadata: Record<string, string>) =>
      writeOnnx(generator(), { metadata, documentation: 'A test.' });
    const bytes = write({ a: '1', b: '2' });
    expect(write({ b: '2', a: '1' })).toEqual(bytes);
    expect(write({ a: '1', b: '3' })).not.toEqual(bytes);
  });

  it('hold the weights as they are', () => {
    const bytes = writeOnnx(generator());
    const quarter = new Uint8Array(Float32Array.of(0.25).buffer);
    const [, , low, high] = quarter;
    const found = bytes.filter((byte, i) => byte === high && bytes[i - 1] === low && bytes[i - 3] === 0);
    expect(found).toHaveLength(4 * 18);
  });
});

describe('a written model', () => {
  it('says what it is', () => {
    expect(readOnnx(writeOnnx(generator()))).toEqual({
      producer: 'kantor',
      irVersion: 8,
      opset: 17,
      inputs: [{ name: 'latent', type: 'float', shape: ['N', 4] }],
      outputs: [{ name: 'samples', type: 'float', shape: ['N', 2, 3, 3] }],
      operators: { Gemm: 1, Reshape: 1, Conv: 1, Tanh: 1 },
      metadata: {},
    });
  });

  it('keeps metadata, whatever the text', () => {
    const metadata = {
      'kantor.spec': JSON.stringify({ quotes: '"', lines: 'one\ntwo' }),
      'kantor.name': 'Kantoróvich–Рубинштейн 🎲',
      empty: '',
    };
    expect(readOnnx(writeOnnx(generator(), { metadata })).metadata).toEqual(metadata);
  });

  it.each([13, 14, 15, 16, 17, 18, 19, 20, 21, 22])('says opset %i', (opset) => {
    expect(readOnnx(writeOnnx(generator(), { opset })).opset).toBe(opset);
    expect(supportedOpsets).toContain(opset);
  });

  // https://github.com/onnx/onnx/blob/main/docs/Versioning.md, released versions: the IR version of each opset.
  it('says the oldest IR version of its opset, so that old runtimes read it', () => {
    const ir = supportedOpsets.map((opset) => readOnnx(writeOnnx(generator(), { opset })).irVersion);
    expect(ir).toEqual([7, 7, 8, 8, 8, 8, 9, 9, 10, 10]);
    expect(defaultOpset).toBe(17);
  });

  it('computes no shapes: sizes are constants, also where the batch is not known', () => {
    const y = input('y', ['N', 2, 3]);
    const moved = transpose(
      slice(
        concat([y, expand(sum(y, { axes: [1], keepDims: true }), ['N', 1, 3])], 1),
        [0, 1, 0],
        ['N', 2, 3],
      ),
      [0, 2, 1],
    );
    const flat = reshape(moved, ['N', 6]);
    const { operators } = readOnnx(writeOnnx({ name: 'g', inputs: [y], outputs: [['flat', flat]] }));
    expect(operators).toEqual({ ReduceSum: 1, Expand: 1, Concat: 1, Slice: 1, Transpose: 1, Reshape: 1 });
  });
});

describe('names', () => {
  const operatorsOf = (outputs: OnnxGraph['outputs']) =>
    readOnnx(writeOnnx({ name: 'g', inputs: [x], outputs })).operators;

  it('of outputs are given to the nodes that compute them', () => {
    const y = exp(x);
    const outputs: OnnxGraph['outputs'] = [
      ['second', neg(y)],
      ['first', y],
    ];
    const { outputs: named, operators } = readOnnx(writeOnnx({ name: 'g', inputs: [x], outputs }));
    expect(named.map(({ name }) => name)).toEqual(['second', 'first']);
    expect(operators).toEqual({ Exp: 1, Neg: 1 });
  });

  it('need an Identity only for an input, a constant or a value that has a name already', () => {
    const y = exp(x);
    expect(operatorsOf([['y', y]])).toEqual({ Exp: 1 });
    expect(operatorsOf([['y', y], ['again', y]])).toEqual({ Exp: 1, Identity: 1 }); // prettier-ignore
    expect(operatorsOf([['copy', x]])).toEqual({ Identity: 1 });
    expect(operatorsOf([['x', x]])).toEqual({});
    expect(operatorsOf([['five', constant(5)]])).toEqual({ Identity: 1 });
  });

  it('of attributes’ constants are shared, those of other constants are not', () => {
    const shifted = reshape(reshape(reshape(x, [6]), [3, 2]), [6]);
    const once = writeOnnx({ name: 'g', inputs: [x], outputs: [['y', shifted]] });
    expect(new TextDecoder('latin1').decode(once).match(/_i64\[6\]/g)).toHaveLength(3); // one weight, two uses
  });
});

describe('refuses', () => {
  const write = (graph: Partial<OnnxGraph>, opset?: number) => () =>
    writeOnnx(
      { name: 'g', inputs: [x], outputs: [['y', exp(x)]], ...graph },
      opset === undefined ? {} : { opset },
    );

  it.each([12, 23, 17.5, NaN])('opset %d, saying which there are', (opset) => {
    expect(write({}, opset)).toThrow(
      expect.objectContaining({
        code: 'onnx/opset',
        message: `Opset ${opset} cannot be written; choose 13 to 22 (default 17).`,
      }),
    );
  });

  it('an input that is not fed, by its name', () => {
    const y = input('y', [3]);
    expect(write({ outputs: [['sum', add(x, y)]] })).toThrow(
      expect.objectContaining({
        code: 'onnx/input',
        message: expect.stringContaining("reads 'y', which is neither"),
      }),
    );
    expect(write({ outputs: [['constructor', input('constructor', [3])]] })).toThrow(/reads 'constructor'/);
  });

  it('a weight of another shape or dtype', () => {
    const y = input('y', [3]);
    const graph = (weight: NonNullable<OnnxGraph['weights']>[string]) => ({
      outputs: [['z', sub(x, y)]] as const,
      weights: { y: weight },
    });
    expect(write(graph(floats([3], [1, 2, 3])))).not.toThrow();
    expect(write(graph(floats([1, 3], [1, 2, 3])))).toThrow(
      expect.objectContaining({
        code: 'onnx/weight',
        message: "The weight 'y' is float32 [1, 3], but the graph reads it as float32 [3].",
      }),
    );
    expect(write(graph({ dtype: 'int32', shape: [3], data: new Int32Array(3) }))).toThrow(/'y' is int32/);
  });

  it.each<[string, Partial<OnnxGraph>, string]>([
    ['an output named as an input', { outputs: [['x', exp(x)]] }, 'x'],
    ['two outputs of one name', { outputs: [['y', exp(x)], ['y', neg(x)]] }, 'y'], // prettier-ignore
    ['two inputs of one name', { inputs: [x, input('x', [2])] }, 'x'],
    ['an input named as a value between', { inputs: [input('_exp0', [2, 3])], outputs: [['y', neg(exp(input('_exp0', [2, 3])))]] }, '_exp0'], // prettier-ignore
    ['a weight that is also fed', { weights: { x: filled([2, 3], 1) }, outputs: [['y', mul(x, 2)]] }, 'x'],
  ])('%s', (_what, graph, name) => {
    expect(write(graph)).toThrow(
      expect.objectContaining({
        code: 'onnx/name',
        message: expect.stringContaining(`The name '${name}' is used twice`),
      }),
    );
  });
});

describe('weights as float16', () => {
  const z = input('latent', ['N', 4]);
  const kernel = input('kernel', [4, 300]);
  const graph = (value: number): OnnxGraph => ({
    name: 'graph',
    inputs: [z],
    outputs: [['y', add(matmul(z, kernel), constant(filled([300], 0.5)))]],
    weights: { kernel: filled([4, 300], value) },
  });

  it('are cast where they are read, so that nothing else changes', () => {
    const [plain, half] = (['float32', 'float16'] as const).map((weights) =>
      writeOnnx(graph(1 / 3), { weights }),
    );
    const { operators, ...summary } = readOnnx(half);
    const { operators: ofPlain, ...summaryOfPlain } = readOnnx(plain);
    expect([ofPlain, operators]).toEqual([{ Gemm: 1 }, { Gemm: 1, Cast: 2 }]);
    expect(summary).toEqual(summaryOfPlain);
    expect(plain.length - half.length).toBeGreaterThan(2 * 1500 - 200);
  });

  it('are refused where float16 has no such number', () => {
    expect(() => writeOnnx(graph(65_519), { weights: 'float16' })).not.toThrow();
    expect(() => writeOnnx(graph(-65_520), { weights: 'float16' })).toThrow(
      expect.objectContaining({
        code: 'onnx/weight',
        message:
          "The weight 'kernel' has the number 65520, and float16 ends at 65504. Store this model as float32.",
      }),
    );
  });
});
