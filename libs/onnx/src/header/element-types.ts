/** Names of ONNX's element types by number, in lower case. Source: `TensorProto.DataType` in onnx.proto. */

const names: readonly string[] = [
  'undefined',
  'float',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'double',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
  'float8e8m0',
  'uint2',
  'int2',
];

/** `unknown` for a number that ONNX has not given out. */
export function elementType(number: number): string {
  return names[number] ?? 'unknown';
}
