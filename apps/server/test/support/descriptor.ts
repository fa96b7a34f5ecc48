/** proto/inference.proto as protobuf's own description of it, for others to compare. */
import { load, type MessageTypeDefinition } from '@grpc/proto-loader';
import { protoFile } from '../../src/grpc/protocol.js';

/** A serialized FileDescriptorProto. */
export async function serviceDescriptor(): Promise<Buffer> {
  const definition = await load(protoFile, { keepCase: true });
  const message = definition['inference.ModelInferRequest'] as MessageTypeDefinition<object, object>;
  return message.fileDescriptorProtos[0];
}
