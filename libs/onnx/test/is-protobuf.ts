/** Whether bytes are a model as protobuf has it: every field of its kind, and no message past the end of its own. */
import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { ModelProtoSchema } from 'onnx-buf';

function wireOf(type: ScalarType): WireType {
  switch (type) {
    case ScalarType.STRING:
    case ScalarType.BYTES:
      return WireType.LengthDelimited;
    case ScalarType.FLOAT:
      return WireType.Bit32;
    case ScalarType.DOUBLE:
      return WireType.Bit64;
    default:
      return WireType.Varint;
  }
}

function fits(field: DescField, wire: WireType, data: Uint8Array): boolean {
  if (field.message) {
    return wire === WireType.LengthDelimited && isMessage(field.message, new BinaryReader(data).bytes());
  }
  const packed = field.fieldKind === 'list' && field.packed && wire === WireType.LengthDelimited;
  return packed || wire === (field.scalar === undefined ? WireType.Varint : wireOf(field.scalar));
}

function isMessage({ fields }: DescMessage, bytes: Uint8Array): boolean {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const data = reader.skip(wire, number);
    const field = fields.find((known) => known.number === number);
    if (field && !fits(field, wire, data)) return false;
  }
  return true;
}

export function isProtobuf(bytes: Uint8Array): boolean {
  try {
    return isMessage(ModelProtoSchema, bytes);
  } catch {
    return false;
  }
}
