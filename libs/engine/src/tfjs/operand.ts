/** A value of the graph on the device, and the forms in which kernels want it. */
import { sameShape, zeros, type DType, type HostTensor, type StaticShape } from '@kantor/tensor';
import { layoutKey, sameLayout, transpositions, type Layout } from './layout.js';
import type { Recorder } from './recorder.js';
import type { Ref } from './tape.js';
import { inLayout } from './slots.js';

/** A tensor in a register, or a constant that goes to the device in whatever form it is asked for. */
export type Operand =
  | { readonly kind: 'tensor'; readonly ref: Ref; readonly layout: Layout }
  | { readonly kind: 'constant'; readonly value: HostTensor };

export function tensorOperand(ref: Ref, layout: Layout): Operand {
  return { kind: 'tensor', ref, layout };
}

/** The number that every element of a constant is; undefined for other constants and for tensors. */
export function numberOf(operand: Operand): number | undefined {
  if (operand.kind !== 'constant') return undefined;
  const { data } = operand.value;
  return data.length === 1 ? Number(data[0]) : undefined;
}

const identities = new WeakMap<HostTensor, number>();
let identityCount = 0;

/** Tells 0 from −0, which `String` does not. */
function exactly(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number);
}

function identityOf(value: HostTensor): string {
  if (value.data.length === 1) return exactly(Number(value.data[0]));
  const id = identities.get(value) ?? identityCount++;
  identities.set(value, id);
  return `#${id}`;
}

function constantIn(recorder: Recorder, value: HostTensor, layout: Layout, shape: StaticShape): Ref {
  const key = `${value.dtype} ${identityOf(value)} as ${layoutKey(layout)} [${shape.join()}]`;
  const make = () => ({ dtype: value.dtype, shape, data: inLayout(value, layout) }) as HostTensor;
  return recorder.constant(key, shape, value.dtype, make);
}

/** The operand's elements in the order of `layout`, as a tensor of `shape`. */
export function view(recorder: Recorder, operand: Operand, layout: Layout, shape: StaticShape): Ref {
  if (operand.kind === 'constant') return constantIn(recorder, operand.value, layout, shape);
  const { ref } = operand;
  const turned = sameLayout(operand.layout, layout)
    ? ref
    : recorder.derived(ref, `in ${layoutKey(layout)}`, () => turn(recorder, ref, operand.layout, layout));
  if (sameShape(turned.shape, shape)) return turned;
  return recorder.derived(turned, `as [${shape.join()}]`, () => recorder.reshape(turned, shape));
}

function turn(recorder: Recorder, ref: Ref, from: Layout, to: Layout): Ref {
  return transpositions(from, to).reduce((before, { shape, permutation }) => {
    const x = recorder.reshape(before, shape);
    const result = permutation.map((axis) => shape[axis]);
    const { dtype } = x;
    return recorder.kernel(
      'Transpose',
      { x },
      { shape: result, dtype, attributes: { perm: [...permutation] } },
    );
  }, ref);
}

/** A constant of which every element is one number. */
export function fill(recorder: Recorder, shape: StaticShape, number: number, dtype: DType = 'float32'): Ref {
  return recorder.constant(`${dtype} ${exactly(number)} in [${shape.join()}]`, shape, dtype, () => {
    const value = zeros(dtype, shape);
    (value.data as Uint8Array).fill(number);
    return value;
  });
}
