/** What the protocol is served from, over HTTP and gRPC alike. */
import type { InferencePort, RepositoryPort } from '../inference.js';

export interface ServerInfo {
  readonly name: string;
  readonly version: string;
  /** Names of the protocol's extensions that are offered. */
  readonly extensions: readonly string[];
}

export interface V2Deps {
  readonly inference: InferencePort;
  readonly repository: RepositoryPort;
  readonly server: ServerInfo;
}
