/** A client of the gRPC service, for tests: any method by its name, answers and errors as promises. */
import {
  ChannelCredentials,
  makeClientConstructor,
  Metadata,
  type ClientDuplexStream,
  type ClientUnaryCall,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadService } from '../../src/grpc/protocol.js';
import { codeTrailer } from '../../src/grpc/status.js';

export interface CallOptions {
  readonly token?: string;
  /** More of what comes before the message. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly deadline?: Date | number;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
}

export interface GrpcClient {
  call(method: string, request: object, options?: CallOptions): Promise<Record<string, unknown>>;
  /** The bytes of a request. */
  serialize(method: string, request: object): Buffer;
  /** A method, of ModelInfer if none is named, with bytes that need not be a message. */
  sendBytes(bytes: Buffer, method?: string, deadline?: number): Promise<unknown>;
  stream(options?: CallOptions): ClientDuplexStream<object, Record<string, unknown>>;
  close(): void;
}

/** For a server whose certificate is, or is signed by, this one. */
export function trusting(certificate: Buffer): { readonly credentials: ChannelCredentials } {
  return { credentials: ChannelCredentials.createSsl(certificate) };
}

/** `INVALID_ARGUMENT` and the like from an error's text, its code from the trailers, and what it says. */
export interface Refusal {
  readonly status: string;
  readonly code: string | undefined;
  readonly text: string;
}

type Unary = (
  request: object,
  metadata: Metadata,
  options: { deadline: Date | number },
  done: (error: ServiceError | null, answer: Record<string, unknown>) => void,
) => ClientUnaryCall;
type Duplex = (metadata: Metadata) => ClientDuplexStream<object, Record<string, unknown>>;

function metadataOf({ token, headers = {} }: CallOptions): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

export async function connect(
  port: number,
  { credentials = ChannelCredentials.createInsecure(), options = {} } = {},
): Promise<GrpcClient> {
  const service = await loadService();
  const Client = makeClientConstructor(service, 'GRPCInferenceService');
  const client = new Client(`localhost:${port}`, credentials, options);
  const methods = client as unknown as Record<string, Unary> & { ModelStreamInfer: Duplex };
  return {
    call: (method, request, options = {}) =>
      new Promise((resolve, reject) => {
        const { deadline = Infinity, signal } = options;
        const call = methods[method](request, metadataOf(options), { deadline }, (error, answer) =>
          error ? reject(error) : resolve(answer),
        );
        signal?.addEventListener('abort', () => call.cancel());
      }),
    serialize: (method, request) => service[method].requestSerialize(request),
    sendBytes: (bytes, method = 'ModelInfer', deadline = Infinity) =>
      new Promise((resolve, reject) => {
        const asIs = (sent: Buffer): Buffer => sent;
        const path = `/inference.GRPCInferenceService/${method}`;
        client.makeUnaryRequest(path, asIs, asIs, bytes, { deadline }, (error, answer) =>
          error ? reject(error) : resolve(answer),
        );
      }),
    stream: (options = {}) => methods.ModelStreamInfer(metadataOf(options)),
    close: () => client.close(),
  };
}

/** The error that a call must end with. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    () => Promise.reject(new Error('The call went well.')),
    (error: ServiceError) => error,
  );
  const [status = ''] = /[A-Z_]+(?=:)/.exec(error.message) ?? [];
  const [code] = error.metadata?.get(codeTrailer) ?? [];
  return { status, code: code?.toString(), text: error.details };
}
