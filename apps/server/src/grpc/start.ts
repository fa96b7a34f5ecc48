/** Starts the gRPC server, and lets it finish what it has begun before it stops. */
import { isIPv6 } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { KantorError } from '@kantor/tensor';
import type { Tls } from '../tls.js';
import type { V2Deps } from '../v2/deps.js';
import type { Gate } from './call.js';
import { loadServerService } from './protocol.js';
import { createService } from './service.js';

/** With `ca`, a PEM file too, clients must show a certificate that it signed. */
export interface GrpcTls extends Tls {
  readonly ca?: Buffer | undefined;
}

export interface GrpcOptions extends Gate {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Bytes of the largest request, uncompressed. */
  readonly maxMessage: number;
  readonly tls?: GrpcTls | undefined;
}

export interface GrpcServer {
  readonly port: number;
  /** Takes no new calls, gives those that run so many milliseconds, then ends them. */
  drain(milliseconds: number): Promise<void>;
}

/** Calls that one connection may have open; what is more waits in the client. */
const streamsPerConnection = 128;

function credentialsOf(tls: GrpcTls | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const { key, cert, ca } = tls;
  return ServerCredentials.createSsl(ca ?? null, [{ private_key: key, cert_chain: cert }], ca !== undefined);
}

/** @throws KantorError `server/listen` if the address cannot be listened on. */
function bind(server: Server, { host, port, tls }: GrpcOptions): Promise<number> {
  const address = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentialsOf(tls), (cause, bound) => {
      if (!cause) resolve(bound);
      else
        reject(
          new KantorError('server/listen', `gRPC cannot listen on ${address}: ${cause.message}`, { cause }),
        );
    });
  });
}

function drain(server: Server, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), milliseconds);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}

export async function startGrpc(deps: V2Deps, options: GrpcOptions): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': options.maxMessage,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': streamsPerConnection,
  });
  server.addService(await loadServerService(), createService(deps, options));
  const port = await bind(server, options);
  return { port, drain: (milliseconds) => drain(server, milliseconds) };
}
