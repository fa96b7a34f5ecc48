/** The service of proto/inference.proto, as gRPC's library wants it. */
import { fileURLToPath } from 'node:url';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { load } from '@grpc/proto-loader';

/** Two folders up from the sources as from what is built of them. */
export const protoFile = fileURLToPath(new URL('../../proto/inference.proto', import.meta.url));

const serviceName = 'inference.GRPCInferenceService';

/** Fields by their own names; 64-bit numbers as text, since a double does not hold them; nothing left out. */
export async function loadService(): Promise<ServiceDefinition> {
  const options = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };
  const definition = await load(protoFile, options);
  return definition[serviceName] as ServiceDefinition;
}

/** For the server, which is handed the bytes of inference requests as they came. */
export async function loadServerService(): Promise<ServiceDefinition> {
  const { ModelInfer, ModelStreamInfer, ...rest } = await loadService();
  const requestDeserialize = (bytes: Buffer): Buffer => bytes;
  return {
    ...rest,
    ModelInfer: { ...ModelInfer, requestDeserialize },
    ModelStreamInfer: { ...ModelStreamInfer, requestDeserialize },
  };
}
