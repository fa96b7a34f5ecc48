/** The messages of an ONNX file, or an error that says what is wrong with it. */
import { fromBinary } from '@bufbuild/protobuf';
import { KantorError } from '@kantor/tensor';
import { ModelProtoSchema, type GraphProto, type ModelProto } from 'onnx-buf';

function decode(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw new KantorError(
      'onnx/unreadable',
      `These ${bytes.byteLength} bytes are not an ONNX model, or the file was cut short. Export or download it again.`,
      { cause },
    );
  }
}

/** The version of ONNX's own operators. It stands behind the graph, so that a file cut short has none. */
export function opsetOf({ opsetImport }: ModelProto): number {
  const own = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx');
  if (own) return Number(own.version);
  throw new KantorError(
    'onnx/unreadable',
    'The model names no opset, so it is no ONNX model or was cut short. Export or download it again.',
  );
}

/** @throws KantorError `onnx/unreadable` if the bytes are not an ONNX model, or one without a graph. */
export function decodeModel(bytes: Uint8Array): ModelProto & { readonly graph: GraphProto } {
  const model = decode(bytes);
  if (model.graph) return model as ModelProto & { readonly graph: GraphProto };
  throw new KantorError('onnx/unreadable', 'The file holds no graph, so it is not an ONNX model to run.');
}
