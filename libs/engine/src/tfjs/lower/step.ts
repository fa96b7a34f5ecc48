/** Masks of activations by one kernel, where a backend has a fast one for them. */
import type { Value } from '@kantor/graph';
import { sizeOf } from '@kantor/tensor';
import { shapeOf } from '../links.js';
import { tensorOperand, type Operand } from '../operand.js';
import type { Recorder } from '../recorder.js';
import type { Ref } from '../tape.js';
import { meet } from './broadcast.js';
import type { AnyContext } from './lowering.js';

/** 1 where x > 0, `alpha` elsewhere; NaN where x is NaN. */
export function step(recorder: Recorder, x: Ref, alpha: number): Ref {
  const options = { shape: x.shape, attributes: { alpha } };
  return recorder.derived(x, `step ${alpha}`, () => recorder.kernel('Step', { x }, options));
}

function constantOf({ op }: Value): number | undefined {
  return op.kind === 'constant' && op.value.data.length === 1 ? Number(op.value.data[0]) : undefined;
}

/** If a value is `y > 0`, a y that is positive in the same places: one for an activation and the mask of its gradient. */
function comparedToZero({ op, inputs: [y, zero] }: Value): Value | undefined {
  if (op.kind !== 'greater' || constantOf(zero) !== 0) return undefined;
  return y.op.kind === 'leakyRelu' && y.op.alpha > 0 ? y.inputs[0] : y;
}

interface Mask {
  readonly y: Value;
  readonly alpha: number;
}

/** The forms in which the graph writes 1 where y > 0 and a number elsewhere. */
function maskOf({ op, inputs, dtype }: Value): Mask | undefined {
  if (op.kind === 'cast' && dtype === 'float32') {
    const y = comparedToZero(inputs[0]);
    return y && { y, alpha: 0 };
  }
  if (op.kind === 'maximum') {
    const mask = maskOf(inputs[0]);
    const alpha = constantOf(inputs[1]);
    return mask?.alpha === 0 && alpha !== undefined && alpha >= 0 && alpha <= 1
      ? { ...mask, alpha }
      : undefined;
  }
  if (op.kind === 'where') {
    const y = comparedToZero(inputs[0]);
    const alpha = constantOf(inputs[2]);
    return y && constantOf(inputs[1]) === 1 && alpha !== undefined ? { y, alpha } : undefined;
  }
  return undefined;
}

/** The lowering of a value that is a mask; undefined if it is none, or if its kernel is not worth it. */
export function lowerMask(context: AnyContext): Operand | undefined {
  const { value, shape, backend, operandOf, recorder } = context;
  const mask = backend.fastStep ? maskOf(value) : undefined;
  if (!mask || sizeOf(shapeOf(mask.y)) !== sizeOf(shape)) return undefined;
  const inputs = { inputs: [operandOf(mask.y)], inputShapes: [shapeOf(mask.y)] };
  const { refs, layout } = meet({ ...context, ...inputs });
  return tensorOperand(step(recorder, refs[0], mask.alpha), layout);
}
