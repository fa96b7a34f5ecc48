/** Messages of proto/inference.proto as the library reads and writes them; infer-message.ts reads the largest itself. */

/** What answers say of themselves. */
export interface InferParameter {
  readonly bool_param?: boolean;
  readonly string_param?: string;
}

export interface ModelInferResponse {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly parameters: Readonly<Record<string, InferParameter>>;
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
  }[];
  readonly raw_output_contents: readonly Buffer[];
}

/** Requests that name a model; an empty version is the newest. */
export interface ModelRequest {
  readonly name: string;
  readonly version: string;
}

export interface RepositoryIndexRequest {
  readonly repository_name: string;
  readonly ready: boolean;
}

export interface RepositoryModelRequest {
  readonly repository_name: string;
  readonly model_name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}
