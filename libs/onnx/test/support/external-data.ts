/** Models whose weights are said to lie in other files, which none of ours has. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, StringStringEntryProtoSchema, TensorProto_DataLocation } from 'onnx-buf';

/** The same model with its first weight in a file elsewhere. */
export function withExternalData(model: Uint8Array, location: string): Uint8Array {
  const proto = fromBinary(ModelProtoSchema, model);
  const weight = proto.graph?.initializer[0];
  if (!weight) throw new Error('This model has no weight.');
  weight.rawData = new Uint8Array();
  weight.floatData = [];
  weight.dataLocation = TensorProto_DataLocation.EXTERNAL;
  weight.externalData = [create(StringStringEntryProtoSchema, { key: 'location', value: location })];
  return toBinary(ModelProtoSchema, proto);
}
