/** The header of a model without decoding it: what `readOnnx` says of it. */
import { readHeader } from '@kantor/onnx/header';
import { TensorProto_DataLocation, TensorProto_DataType } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { both, modelOf, odd, opset17, tensorPort, written, type Model } from './support/header-models.js';

describe('a header', () => {
  it.each([
    ['our own', written],
    ['another writer’s', odd],
  ])('of %s file is what readOnnx reads', (_whose, bytes) => {
    const { summary, header } = both(bytes);
    expect(header).toEqual(summary);
  });

  it('tells names, types, shapes, opset and notes', () => {
    expect(readHeader(odd)).toEqual({
      producer: 'ünïcode 📦',
      irVersion: 3,
      opset: 9,
      name: 'old',
      inputs: [
        { name: 'z', type: 'float16', shape: [1, 100, 1, 1] },
        { name: 'label', type: 'int64', shape: ['batch', '?', -1, 2 ** 40] },
        { name: 'untyped', type: 'undefined', shape: [] },
      ],
      outputs: [{ name: 'y', type: 'unknown', shape: [] }],
      metadata: JSON.parse('{"__proto__":"a key like any other","twice":"last","no value":""}'),
      externalData: false,
      stored: { float: 21, int64: 32 },
    });
  });

  it('tells how many bytes weights take up, by their type', () => {
    const weights = { dims: [64n], rawData: new Uint8Array(128), dataType: TensorProto_DataType.FLOAT16 };
    const within = { opType: 'Constant', attribute: [{ name: 'value', t: weights }] };
    const file = modelOf({ ...opset17, graph: { initializer: [weights, weights], node: [within] } });
    const { float16, ...others } = readHeader(file).stored;
    expect(others).toEqual({});
    expect(float16).toBeGreaterThanOrEqual(3 * 128);
    expect(float16).toBeLessThan(3 * 140);
  });

  it('knows every element type by the name that ONNX gives it', () => {
    const types = Object.values(TensorProto_DataType).filter((value) => typeof value === 'number');
    const bytes = modelOf({
      ...opset17,
      graph: { input: types.map((type) => tensorPort(`input ${type}`, type, [])) },
    });
    const { summary, header } = both(bytes);
    expect(header.inputs).toHaveLength(types.length);
    expect(header.inputs).toEqual(summary.inputs);
  });

  it('is read from a view into a larger file, whose bytes do not matter', () => {
    const file = new Uint8Array(written.length + 20).fill(255);
    file.set(written, 7);
    expect(readHeader(file.subarray(7, 7 + written.length))).toEqual(readHeader(written));
  });

  it('of a model given in parts is that of the parts together', () => {
    const [head, tail] = [modelOf({ graph: { name: 'a', input: [tensorPort('x', 1, ['N'])] } }), written];
    const parts = new Uint8Array([...head, ...tail]);
    const { summary, header } = both(parts);
    expect(header).toEqual(summary);
    expect(header.inputs).toHaveLength(2);
  });
});

const external = { dataLocation: TensorProto_DataLocation.EXTERNAL, externalData: [{ key: 'location', value: '/etc/passwd' }] }; // prettier-ignore

describe('weights outside of the file are noticed', () => {
  it.each<[string, Model]>([
    ['among the weights', { graph: { initializer: [external] } }],
    ['in a sparse weight', { graph: { sparseInitializer: [{ indices: external }] } }],
    ['in a constant', { graph: { node: [{ attribute: [{ t: external }] }] } }],
    ['in a list', { graph: { node: [{ attribute: [{ tensors: [{}, external] }] }] } }],
    ['in a branch', { graph: { node: [{ attribute: [{ g: { initializer: [external] } }] }] } }],
    ['in a function', { functions: [{ node: [{ attribute: [{ t: external }] }] }], graph: {} }],
    [
      'by a location alone',
      { graph: { initializer: [{ dataLocation: TensorProto_DataLocation.EXTERNAL }] } },
    ],
    ['by a file name alone', { graph: { initializer: [{ externalData: [{ key: 'location' }] }] } }],
  ])('%s', (_where, model) => {
    expect(readHeader(modelOf({ ...opset17, ...model })).externalData).toBe(true);
  });
});
