/** Networks of model.json as stock tfjs-layers with our weights, and TensorFlow.js's own gradients by our names. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { layersModel, layersModelFiles } from '@kantor/layers-model';
import type { LayerSpec, Parameter } from '@kantor/spec';
import { filled, floats, sizeOf, type FloatTensor, type StaticShape, type TensorMap } from '@kantor/tensor';
import { registerGradients } from './register-gradients.js';

/** Gradients of parameters by name, in the order of model.json. */
export type Gradients = Readonly<Record<string, Float32Array>>;

export interface StockNetwork {
  /** [N, ...sample] → [N, ...result], images as [N, C, H, W]. */
  readonly apply: (x: tf.Tensor) => tf.Tensor;
  readonly variables: tf.Variable[];
  /** What `tf.variableGrads` gives for `variables`. */
  readonly gradients: (found: tf.NamedTensorMap) => Gradients;
  readonly dispose: () => void;
}

export interface NetworkOptions {
  readonly owner: 'critic' | 'generator';
  /** Of one sample that comes in. */
  readonly input: StaticShape;
  readonly layers: readonly LayerSpec[];
  /** Weights and running statistics, among others. */
  readonly state: TensorMap;
  readonly parameters: readonly Parameter[];
}

/** Makes the backend `cpu` of TensorFlow.js, with all of its gradients, the one that is used. */
export async function useStock(): Promise<void> {
  tf.enableProdMode(); // no advertisement for tfjs-node
  await registerGradients();
  await tf.setBackend('cpu');
}

/**
 * The layers as a LayersModel that takes samples as vectors; an image takes its shape in a first layer more, which is
 * why the others' names count one further.
 */
type Written = ReturnType<typeof layersModel>;

function written({ owner, input, layers }: NetworkOptions, values: TensorMap): Written {
  const before: LayerSpec[] =
    input.length === 3 ? [{ kind: 'reshape', shape: [input[0], input[1], input[2]] }] : [];
  const rename = (name: string) =>
    name.replace(/^\w+\.(\d+)/, (_, index) => `generator.${Number(index) + before.length}`);
  const own = Object.entries(values).filter(([name]) => name.startsWith(`${owner}.`));
  return layersModel({
    name: owner,
    latentSize: sizeOf(input),
    layers: [...before, ...layers],
    values: Object.fromEntries(own.map(([name, value]) => [rename(name), value])),
  });
}

/**
 * TensorFlow.js 4.22 has no gradient of a LayerNormalization without gain and bias (it fails on what it did not save), so
 * these get gains of 1 and biases of 0.
 */
async function withGains(model: Written): Promise<Written> {
  const bare = model.layers.filter(
    ({ class_name, config }) => class_name === 'LayerNormalization' && config['scale'] === false,
  );
  if (bare.length === 0) return model;
  const loaded = await load(model);
  const gains = bare.flatMap(({ name }) => {
    const shape = (loaded.getLayer(name).outputShape as number[]).slice(1);
    return [
      { name: `${name}/gamma`, tensor: filled(shape, 1) },
      { name: `${name}/beta`, tensor: filled(shape, 0) },
    ];
  });
  loaded.dispose();
  return {
    ...model,
    layers: model.layers.map((layer) =>
      bare.includes(layer) ? { ...layer, config: { ...layer.config, center: true, scale: true } } : layer,
    ),
    weights: [...model.weights, ...gains],
  };
}

function load(model: Written): Promise<LayersModel> {
  const files = layersModelFiles(model, { generatedBy: 'a test', metadata: {} });
  const { modelTopology } = JSON.parse(new TextDecoder().decode(files.get('model.json')));
  const weightData = Buffer.concat(
    [...files].flatMap(([name, bytes]) => (name.endsWith('.bin') ? [bytes] : [])),
  );
  const weightSpecs = model.weights.map(({ name, tensor }) => ({
    name,
    shape: [...tensor.shape],
    dtype: tensor.dtype,
  }));
  return loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightSpecs,
      weightData: new Uint8Array(weightData).buffer,
    }),
  );
}

/**
 * Where in our parameters each number of the stock weights comes from: the same model written with every number
 * replaced by its place, counted from 1 through all of our tensors. 0 is a number that is nobody's.
 */
function placesOf(options: NetworkOptions): {
  readonly total: number;
  readonly byWeight: ReadonlyMap<string, Float32Array>;
} {
  let total = 0;
  const numbered = Object.entries(options.state).map(([name, { shape }]): [string, FloatTensor] => {
    const first = total + 1;
    total += sizeOf(shape);
    return [
      name,
      floats(
        shape,
        Float32Array.from({ length: sizeOf(shape) }, (_, i) => first + i),
      ),
    ];
  });
  const { weights } = written(options, Object.fromEntries(numbered));
  return { total, byWeight: new Map(weights.map(({ name, tensor }) => [name, tensor.data])) };
}

/** Whether the network normalizes by its batch: only then does it behave differently when it is trained. */
function usesBatchNorm(layers: readonly LayerSpec[]): boolean {
  return JSON.stringify(layers).includes('"batchNorm"');
}

export async function stockNetwork(options: NetworkOptions): Promise<StockNetwork> {
  const model = await load(await withGains(written(options, options.state)));
  const training = usesBatchNorm(options.layers);
  const { total, byWeight } = placesOf(options);
  const weights = model.trainableWeights.map((weight) => ({
    variable: weight.read() as tf.Variable,
    places: byWeight.get(weight.originalName), // of gains that are nobody's there are none
  }));
  return {
    apply(x) {
      const flat = tf.reshape(x, [x.shape[0], sizeOf(options.input)]);
      const y = model.apply(flat, { training }) as tf.Tensor;
      return y.rank === 4 ? tf.transpose(y, [0, 3, 1, 2]) : y;
    },
    variables: weights.map(({ variable }) => variable),
    gradients(found) {
      const all = new Float32Array(total + 1);
      for (const { variable, places } of weights) {
        if (places) found[variable.name].dataSync().forEach((value, i) => void (all[places[i]] = value));
      }
      let next = 1;
      const slices = Object.entries(options.state).map(([name, { shape }]): [string, Float32Array] => {
        const first = next;
        next += sizeOf(shape);
        return [name, all.slice(first, next)];
      });
      const names = new Set(options.parameters.map(({ name }) => name));
      return Object.fromEntries(slices.filter(([name]) => names.has(name)));
    },
    dispose: () => void model.dispose(),
  };
}
