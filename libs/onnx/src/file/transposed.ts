/** Finds the transposed convolutions of a model that came as a file, as this codebase's own primitive has them. */
import type { ConvWindow } from '@kantor/graph';
import { TensorProto_DataType, type AttributeProto, type GraphProto, type NodeProto } from 'onnx-buf';

/** A `ConvTranspose` of float32 by filters that are known when the model is loaded. */
export interface Transposed {
  readonly node: NodeProto;
  /** Name of what it convolves. */
  readonly x: string;
  /** Inputs, outputs, rows, columns. */
  readonly filters: readonly number[];
  readonly window: ConvWindow;
  /** Rows and columns that are added at the end. */
  readonly padding: readonly [number, number];
}

const FLOAT: number = TensorProto_DataType.FLOAT;
const FLOAT16: number = TensorProto_DataType.FLOAT16;

interface Known {
  readonly shape: readonly number[];
  /** A number of `TensorProto_DataType`, as the file has it. */
  readonly type: number;
}

/** The tensors that no caller can change, and casts of them to float32, which is how files keep weights in float16. */
function knownTensors({ initializer, input, node }: GraphProto): ReadonlyMap<string, Known> {
  const fed = new Set(input.map(({ name }) => name));
  const known = new Map<string, Known>();
  for (const { name, dims, dataType } of initializer) {
    if (!fed.has(name)) known.set(name, { shape: dims.map(Number), type: dataType });
  }
  for (const { opType, domain, input, output, attribute } of node) {
    const source = opType === 'Cast' && domain === '' ? known.get(input[0]) : undefined;
    const to = attribute.find(({ name }) => name === 'to');
    if (source?.type === FLOAT16 && Number(to?.i) === FLOAT) known.set(output[0], { ...source, type: FLOAT });
  }
  return known;
}

/** Attributes that change what is computed in ways that are not followed here, unless they have these values. */
const plain: Readonly<Record<string, (attribute: AttributeProto) => boolean>> = {
  auto_pad: ({ s }) => new TextDecoder().decode(s) === 'NOTSET',
  dilations: ({ ints }) => ints.every((dilation) => dilation === 1n),
  group: ({ i }) => i === 1n,
  kernel_shape: () => true, // the filters have it
  output_padding: () => true,
  pads: ({ ints }) => ints.length === 4,
  strides: () => true,
};

function transposedOf(node: NodeProto, known: ReadonlyMap<string, Known>): Transposed | undefined {
  const { opType, domain, input, attribute } = node;
  if (opType !== 'ConvTranspose' || domain !== '') return undefined;
  const filters = known.get(input[1]);
  if (filters?.type !== FLOAT || filters.shape.length !== 4) return undefined;
  if (!attribute.every((one) => plain[one.name]?.(one))) return undefined;
  const numbers = (name: string, otherwise: readonly number[]) =>
    attribute.find((one) => one.name === name)?.ints.map(Number) ?? otherwise;
  const [rows, columns] = numbers('strides', [1, 1]);
  const [top, left, bottom, right] = numbers('pads', [0, 0, 0, 0]);
  const [below, beside] = numbers('output_padding', [0, 0]);
  if (below >= rows || beside >= columns) return undefined; // rows that no window of the forward convolution reaches
  return {
    node,
    x: input[0],
    filters: filters.shape,
    window: { strides: [rows, columns], pads: [top, left, bottom, right] },
    padding: [below, beside],
  };
}

export function findTransposed(graph: GraphProto): readonly Transposed[] {
  const known = knownTensors(graph);
  return graph.node.flatMap((node) => transposedOf(node, known) ?? []);
}
