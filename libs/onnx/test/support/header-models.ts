/** Models for the readers of headers, and what both readers tell of one. */
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { add, exp, input, onnx } from '@kantor/graph';
import { readOnnx, writeOnnx } from '@kantor/onnx';
import { readHeader } from '@kantor/onnx/header';
import { filled } from '@kantor/tensor';
import { ModelProtoSchema, TensorProto_DataType } from 'onnx-buf';

const x = input('x', ['N', 3]);
const sum = add(x, input('w', [3]));
const elu = onnx('Elu', [exp(sum)], {
  shape: ['N', 3],
  attributes: { alpha: 0.5, table: filled([4], 1), sizes: [1, 2], mode: 'näher' },
});
/** By our own writer. */
export const written = writeOnnx(
  { name: 'a graph', inputs: [x], outputs: [['y', elu], ['sum', sum]], weights: { w: filled([3], 2) } }, // prettier-ignore
  { metadata: { 'kantor.format': '1', '': 'no key', long: 'ß'.repeat(300) }, documentation: 'what it is' },
);

export type Model = MessageInitShape<typeof ModelProtoSchema>;
export const opset17 = { opsetImport: [{ domain: '', version: 17n }] };
export const modelOf = (init: Model): Uint8Array =>
  toBinary(ModelProtoSchema, create(ModelProtoSchema, init));

export const tensorPort = (name: string, elemType: number, dims: (bigint | string | undefined)[]) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: {
        elemType,
        shape: {
          dim: dims.map((dim) =>
            dim === undefined
              ? {}
              : {
                  value:
                    typeof dim === 'string'
                      ? { case: 'dimParam' as const, value: dim }
                      : { case: 'dimValue' as const, value: dim },
                },
          ),
        },
      },
    },
  },
});

/** Made with another encoder than the reader's: old habits, odd types, and what writers may leave out. */
export const odd = modelOf({
  irVersion: 3n,
  producerName: 'ünïcode 📦',
  opsetImport: [
    { domain: 'com.microsoft', version: 1n },
    { domain: 'ai.onnx', version: 9n },
    { domain: '', version: 10n },
  ],
  graph: {
    name: 'old',
    input: [
      tensorPort('z', TensorProto_DataType.FLOAT16, [1n, 100n, 1n, 1n]),
      tensorPort('w', TensorProto_DataType.FLOAT, [3n]),
      tensorPort('label', TensorProto_DataType.INT64, ['batch', undefined, -1n, 2n ** 40n]),
      { name: 'untyped', type: { value: { case: 'tensorType', value: {} } } },
    ],
    output: [tensorPort('y', 99, [])],
    initializer: [
      { name: 'w', dims: [3n], dataType: 1, floatData: [1, 2, 3] },
      { name: 'other', dims: [2n], dataType: 7, int64Data: [-1n, 2n ** 62n] },
    ],
    node: [{ opType: 'If', attribute: [{ name: 'then_branch', g: { node: [{ opType: 'Relu' }] } }] }],
  },
  metadataProps: [
    { key: '__proto__', value: 'a key like any other' },
    { key: 'twice', value: 'first' },
    { key: 'twice', value: 'last' },
    { key: 'no value' },
  ],
});

/** What both readers tell. */
export function both(bytes: Uint8Array) {
  const { operators: _operators, ...summary } = readOnnx(bytes);
  const { name: _name, externalData: _externalData, stored: _stored, ...header } = readHeader(bytes);
  return { summary, header };
}
