/** A LayersModel as the files that TensorFlow.js loads: model.json, and the weights in pieces that browsers cache. */
import type { LayersModel } from './layers-model.js';

export interface FileOptions {
  /** What stands in the file as its maker. */
  readonly generatedBy: string;
  /** What `model.getUserDefinedMetadata()` gives. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes in a file of weights, as TensorFlow's own converter cuts them. */
const shardSize = 4 * 2 ** 20;

function concatenate({ weights }: LayersModel): Uint8Array {
  const bytes = new Uint8Array(weights.reduce((total, { tensor }) => total + tensor.data.byteLength, 0));
  let offset = 0;
  for (const { tensor } of weights) {
    const { buffer, byteOffset, byteLength } = tensor.data;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
    offset += byteLength;
  }
  return bytes;
}

function modelJson(
  model: LayersModel,
  paths: readonly string[],
  { generatedBy, metadata }: FileOptions,
): object {
  const { name, layers, output, weights } = model;
  return {
    format: 'layers-model',
    generatedBy,
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: {
        class_name: 'Model',
        config: { name, layers, input_layers: [[layers[0].name, 0, 0]], output_layers: [[output, 0, 0]] },
      },
    },
    weightsManifest: [
      {
        paths,
        weights: weights.map(({ name: weight, tensor: { shape, dtype } }) => ({
          name: weight,
          shape,
          dtype,
        })),
      },
    ],
    userDefinedMetadata: metadata,
  };
}

/** Files by name. The same model and options always give the same bytes. */
export function layersModelFiles(model: LayersModel, options: FileOptions): ReadonlyMap<string, Uint8Array> {
  const bytes = concatenate(model);
  const count = Math.ceil(bytes.length / shardSize);
  const shards = Array.from({ length: count }, (_, i): [string, Uint8Array] => [
    `group1-shard${i + 1}of${count}.bin`,
    bytes.subarray(i * shardSize, (i + 1) * shardSize),
  ]);
  const json = modelJson(model, shards.map(([path]) => path), options); // prettier-ignore
  return new Map([['model.json', new TextEncoder().encode(`${JSON.stringify(json)}\n`)], ...shards]);
}
