/** The tensors of the protocols beside a generator's own latents and labels, and the metadata that tell of them. */
import type { ImageBatch, ModelInfo, Ports } from '@kantor/sampler';
import { floats, formatShape, isFloat, sameShape, type FloatTensor, type HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { Datatype, ModelMetadata, NamedTensor, PortMetadata } from '../inference.js';

const datatypes: Readonly<Record<string, Datatype>> = { float32: 'FP32', int32: 'INT32', int64: 'INT64' };

export function metadataOf(
  name: string,
  version: string,
  versions: readonly string[],
  { ports: { latent, labels, output } }: ModelInfo,
): ModelMetadata {
  const port = (at: { name: string; shape: readonly number[] }, dtype = 'float32'): PortMetadata => ({
    name: at.name,
    datatype: datatypes[dtype],
    shape: [-1, ...at.shape],
  });
  return {
    name,
    version,
    versions,
    inputs: [port(latent), ...(labels ? [port(labels, labels.dtype)] : [])],
    outputs: [port(output)],
  };
}

function wanted({ latent, labels }: Ports): string {
  return [latent, labels].flatMap((port) => (port ? [`'${port.name}'`] : [])).join(' and ');
}

function pick(inputs: readonly NamedTensor[], ports: Ports): ReadonlyMap<string, HostTensor> {
  const known = [ports.latent.name, ports.labels?.name];
  const unknown = inputs.find(({ name }) => !known.includes(name));
  if (unknown) {
    throw fault('server/tensor', `The model has no input '${unknown.name}'; it takes ${wanted(ports)}.`);
  }
  const found = new Map(inputs.map(({ name, tensor }) => [name, tensor]));
  if (found.size !== inputs.length) {
    throw fault('server/tensor', `An input is given twice; the model takes ${wanted(ports)}, each once.`);
  }
  return found;
}

function requireInput(
  found: ReadonlyMap<string, HostTensor>,
  { name, dtype = 'float32', shape }: { name: string; dtype?: string; shape: readonly number[] },
): HostTensor {
  const tensor = found.get(name);
  if (!tensor) throw fault('server/tensor', `The input '${name}' is missing.`);
  const rows = tensor.shape[0];
  if (tensor.dtype === dtype && rows > 0 && sameShape(tensor.shape, [rows, ...shape])) return tensor;
  const came = `${datatypes[tensor.dtype] ?? tensor.dtype} ${formatShape(tensor.shape)}`;
  const expected = `${datatypes[dtype]} [N${shape.map((dim) => `, ${dim}`).join('')}] with N of at least 1`;
  throw fault('server/tensor', `The input '${name}' is ${came}; expected ${expected}.`);
}

/** The class of each row: numbers as they are, rows of zeros and a single 1 by where the 1 is. */
function classesOf({ shape, data }: HostTensor): readonly number[] {
  const [rows, columns = 1] = shape;
  if (!(data instanceof Float32Array)) return Array.from(data, Number);
  return Array.from({ length: rows }, (_, row) => {
    const values = data.subarray(row * columns, (row + 1) * columns);
    const label = values.indexOf(1);
    if (label >= 0 && values.every((value, i) => value === (i === label ? 1 : 0))) return label;
    throw fault('server/tensor', `Row ${row} of the labels is no class: expected zeros and a single 1.`);
  });
}

/** What a generator is called with: latents [N, Z] and, if it wants them, N classes. */
export function readInputs(
  inputs: readonly NamedTensor[],
  { ports, latent: { size } }: ModelInfo,
): { readonly latents: FloatTensor; readonly labels: readonly number[] | undefined } {
  const found = pick(inputs, ports);
  const latent = requireInput(found, ports.latent);
  if (!isFloat(latent) || !latent.data.every(Number.isFinite)) {
    throw fault('server/tensor', `The input '${ports.latent.name}' has numbers that are not finite.`);
  }
  const latents = floats([latent.shape[0], size], latent.data);
  if (!ports.labels) return { latents, labels: undefined };
  const labels = requireInput(found, ports.labels);
  if (labels.shape[0] === latents.shape[0]) return { latents, labels: classesOf(labels) };
  throw fault(
    'server/tensor',
    `There are ${labels.shape[0]} labels for ${latents.shape[0]} latents; give one for each.`,
  );
}

export function outputsOf({ ports }: ModelInfo, { shape, data }: ImageBatch): readonly NamedTensor[] {
  return [{ name: ports.output.name, tensor: floats(shape, data) }];
}
