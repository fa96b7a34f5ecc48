/** Puts together what a file declares, what its metadata tell and what the caller says, and refuses what contradicts. */
import type { Range } from '@kantor/image';
import type { OnnxHeader, OnnxPort } from '@kantor/onnx/header';
import { formatShape, formatValue, KantorError, sizeOf, type StaticShape } from '@kantor/tensor';
import { dtypeOf } from './dtype.js';
import { requireFloat, shown, splitInputs } from './inputs.js';
import { describeLabels } from './label-port.js';
import { readMetadata, type Told } from './metadata.js';
import type { Distribution, ModelHints, ModelInfo } from './model-info.js';
import type { Ports } from './ports.js';

export interface Described {
  readonly info: ModelInfo;
  readonly ports: Ports;
}

/** Numbers in one sample, or in one latent: more is a mistake or an attack. */
const mostElements = 2 ** 26;

function fixedBatch(port: OnnxPort): number | undefined {
  const [batch] = port.shape;
  if (typeof batch === 'string') return undefined;
  if (Number.isSafeInteger(batch) && batch > 0 && batch <= 4096) return batch;
  throw new KantorError(
    'sampler/inputs',
    `The model's input ${shown(port)} has no batch to draw samples in; its first dimension must be a size or a name.`,
  );
}

function requireSize(shape: StaticShape, what: string): StaticShape {
  const sound = shape.every((dim) => Number.isSafeInteger(dim) && dim > 0);
  if (sound && shape.length > 0 && sizeOf(shape) <= mostElements) return shape;
  throw new KantorError(
    'sampler/size',
    `The shape of ${what} is ${formatShape(shape)}; expected whole numbers of at least 1 whose product is at most ${mostElements}.`,
  );
}

/** The dimensions after the batch, with the sizes of `known` where the file has names. */
function resolve(port: OnnxPort, known: StaticShape | undefined): StaticShape | undefined {
  const dims = port.shape.slice(1);
  if (dims.every((dim) => typeof dim === 'number')) return dims;
  if (known?.length !== dims.length) return undefined;
  return dims.map((dim, axis) => (typeof dim === 'number' ? dim : known[axis]));
}

function latentShape(port: OnnxPort, told: Told, hints: ModelHints): StaticShape {
  const size = hints.latent?.size ?? told.size;
  const shape = resolve(port, size === undefined ? undefined : [size]);
  if (!shape) {
    throw new KantorError(
      'sampler/latent',
      `The model's input ${shown(port)} does not tell how many numbers a latent has; say so: { latent: { size: 100 } }.`,
    );
  }
  requireSize(shape, 'a latent');
  if (size !== undefined && sizeOf(shape) !== size) {
    const who = hints.latent?.size === undefined ? "The file's metadata say" : 'You say';
    throw new KantorError(
      'sampler/latent',
      `${who} that a latent has ${formatValue(size)} numbers, but the model's input is ${shown(port)}.`,
    );
  }
  return shape;
}

function distributionOf(told: Told, { latent }: ModelHints): Distribution {
  const found = latent?.distribution ?? told.distribution;
  if (found === 'normal' || found === 'uniform') return found;
  throw new KantorError(
    'sampler/latent',
    found === undefined
      ? "The file does not say how its latents are distributed; say so: { latent: { distribution: 'normal' } }."
      : `The distribution of latents is ${formatValue(found)}; expected 'normal' or 'uniform'.`,
  );
}

function sampleShape(port: OnnxPort, told: Told, hints: ModelHints): StaticShape {
  const known = hints.shape ?? told.shape;
  const shape = port.shape.length === 0 ? known : resolve(port, known); // some files leave the shape out
  if (!shape) {
    throw new KantorError(
      'sampler/shape',
      `The model's output ${shown(port)} does not tell the shape of a sample` +
        (known ? `, and ${formatShape(known)} does not fit it.` : '; say so: { shape: [3, 64, 64] }.'),
    );
  }
  if (known && formatShape(known) !== formatShape(shape)) {
    const who = hints.shape ? 'You say' : "The file's metadata say";
    throw new KantorError(
      'sampler/shape',
      `${who} that a sample has the shape ${formatShape(known)}, but the model's output is ${shown(port)}.`,
    );
  }
  return requireSize(shape, 'a sample');
}

function rangeOf(told: Told, { range }: ModelHints): Range | undefined {
  if (range === undefined) return told.range;
  if (Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0] < range[1]) {
    return range;
  }
  throw new KantorError(
    'sampler/range',
    `The range of a sample's values is ${formatValue(range)}; expected two rising numbers, such as [-1, 1].`,
  );
}

function outputOf({ outputs }: OnnxHeader): OnnxPort {
  const found = outputs.find(({ name }) => name === 'samples') ?? outputs[0];
  if (found && (outputs.length === 1 || found.name === 'samples')) return found;
  const names = outputs.map(({ name }) => `'${name}'`).join(', ') || 'none';
  throw new KantorError(
    'sampler/outputs',
    `Expected a generator, which has one output or one that is named 'samples'; this model has ${names}.`,
  );
}

/**
 * @throws KantorError `sampler/inputs`, `sampler/outputs`, `sampler/latent`, `sampler/shape`, `sampler/size`,
 *   `sampler/range`, `sampler/dtype`, `sampler/metadata`, `sampler/external-data` with what the file or the caller says, and what was expected.
 */
export function describeModel(
  header: OnnxHeader,
  hints: ModelHints,
  file: { readonly hash: string; readonly bytes: number },
): Described {
  if (header.externalData) {
    throw new KantorError(
      'sampler/external-data',
      'The model keeps weights in other files beside its own. Write it as one file: in Python, onnx.save(onnx.load(path), path).',
    );
  }
  const told = readMetadata(header.metadata);
  const { latent, label } = splitInputs(header.inputs);
  const output = outputOf(header);
  requireFloat(output, 'output');
  const latentDims = latentShape(latent, told, hints);
  const distribution = distributionOf(told, hints);
  const shape = sampleShape(output, told, hints);
  const labels = label && describeLabels(label);
  const ports: Ports = {
    latent: { name: latent.name, shape: latentDims },
    labels,
    output: { name: output.name, shape },
    batch: fixedBatch(latent),
  };
  return {
    info: {
      name: told.name ?? (header.name || 'unnamed'),
      ...file,
      latent: { size: sizeOf(latentDims), distribution },
      shape,
      range: rangeOf(told, hints),
      labels: labels && { classes: labels.classes },
      ports,
      dtype: dtypeOf(header.stored),
      opset: header.opset,
      metadata: header.metadata,
    },
    ports,
  };
}
