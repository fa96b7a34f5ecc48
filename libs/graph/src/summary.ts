/** What a program holds, in numbers: operations by kind and the arithmetic of its matrix products and convolutions. */
import { requireStatic, sizeOf } from '@kantor/tensor';
import { programValues, type Program } from './program.js';
import type { Value } from './value.js';

export interface ProgramSummary {
  /** Values that are computed: all but inputs and constants. */
  readonly operations: number;
  /** The same by kind, in alphabetical order. */
  readonly byKind: Readonly<Record<string, number>>;
  /** See {@link floatOperations}. */
  readonly floatOperations: number;
}

export function summarize(program: Program): ProgramSummary {
  const computed = programValues(program)
    .map(({ op }) => op.kind)
    .filter((kind) => kind !== 'input' && kind !== 'constant')
    .sort();
  const byKind: Record<string, number> = {};
  for (const kind of computed) byKind[kind] = (byKind[kind] ?? 0) + 1;
  return { operations: computed.length, byKind, floatOperations: floatOperations(program) };
}

/**
 * Multiplications and additions of one run: twice the multiply-adds of `matmul` and of the convolutions, products with
 * padding included, as is usual. Element-wise work is not counted.
 * @throws KantorError `tensor/symbolic-shape` if the batch size is not known.
 */
export function floatOperations(program: Program): number {
  return programValues(program).reduce((total, value) => total + 2 * multiplyAdds(value), 0);
}

function multiplyAdds({ op, inputs, shape }: Value): number {
  const size = (of: Value['shape']) =>
    sizeOf(requireStatic(of, `The count of float operations of '${op.kind}'`));
  switch (op.kind) {
    case 'matmul':
      return size(shape) * size([inputs[0].shape[op.transposeA ? 0 : 1]]);
    case 'conv': // each output element is a product over [C, kh, kw]
      return size(shape) * size(inputs[1].shape.slice(1));
    case 'convInputGrad': // the same products, seen from dy
      return size(inputs[0].shape) * size(inputs[1].shape.slice(1));
    case 'convFilterGrad':
      return size(inputs[1].shape) * size(shape.slice(1));
    default:
      return 0;
  }
}
