/** Element-wise primitives as kernels. */
import type { Kind } from '@kantor/graph';
import { sizeOf, zeros } from '@kantor/tensor';
import { plain } from '../layout.js';
import { fill, numberOf, tensorOperand, view, type Operand } from '../operand.js';
import type { Recorder } from '../recorder.js';
import type { Ref } from '../tape.js';
import { requireDType } from '../slots.js';
import { meet } from './broadcast.js';
import type { AnyContext, Lower, LowerContext } from './lowering.js';
import { step } from './step.js';

/** The first input as it is. */
function only(context: AnyContext): Operand & { kind: 'tensor' } {
  const { recorder, inputs, inputShapes } = context;
  const [operand] = inputs;
  if (operand.kind === 'tensor') return operand;
  const layout = plain(inputShapes[0]);
  return { kind: 'tensor', layout, ref: view(recorder, operand, layout, inputShapes[0]) };
}

function unary<K extends Kind>(kernel: string, attributes?: (op: LowerContext<K>['op']) => object): Lower<K> {
  return (context) => {
    const { ref: x, layout } = only(context);
    const options = { shape: x.shape, attributes: { ...attributes?.(context.op) } };
    return tensorOperand(context.recorder.kernel(kernel, { x }, options), layout);
  };
}

function binary<K extends Kind>(kernel: string): Lower<K> {
  return (context) => {
    const { refs, jointShape: shape, layout } = meet(context);
    return tensorOperand(context.recorder.kernel(kernel, { a: refs[0], b: refs[1] }, { shape }), layout);
  };
}

export const elementwise = {
  neg: unary<'neg'>('Neg'),
  exp: unary<'exp'>('Exp'),
  log: unary<'log'>('Log'),
  sqrt: unary<'sqrt'>('Sqrt'),
  abs: unary<'abs'>('Abs'),
  square: unary<'square'>('Square'),
  reciprocal: unary<'reciprocal'>('Reciprocal'),
  tanh: unary<'tanh'>('Tanh'),
  sigmoid: unary<'sigmoid'>('Sigmoid'),
  softplus: unary<'softplus'>('Softplus'),
  relu: unary<'relu'>('Relu'),
  clip: unary<'clip'>('ClipByValue', ({ min, max }) => ({ clipValueMin: min, clipValueMax: max })),
  add: binary<'add'>('Add'),
  sub: binary<'sub'>('Sub'),
  mul: binary<'mul'>('Multiply'),
  div: binary<'div'>('RealDiv'),
  maximum: binary<'maximum'>('Maximum'),
  minimum: binary<'minimum'>('Minimum'),
  pow: binary<'pow'>('Pow'),
};

export const sign: Lower<'sign'> = (context) => {
  const { recorder, backend } = context;
  const { ref: x, layout } = only(context);
  const { shape } = x;
  if (backend.exactSign) return tensorOperand(recorder.kernel('Sign', { x }, { shape }), layout);
  const below = step(recorder, recorder.kernel('Neg', { x }, { shape }), 0);
  return tensorOperand(recorder.kernel('Sub', { a: step(recorder, x, 0), b: below }, { shape }), layout);
};

export const leakyRelu: Lower<'leakyRelu'> = (context) => {
  const { op, recorder, backend } = context;
  const { ref: x, layout } = only(context);
  const { shape } = x;
  if (backend.fastStep) {
    const slope = step(recorder, x, op.alpha);
    return tensorOperand(recorder.kernel('Multiply', { a: x, b: slope }, { shape }), layout);
  }
  const attributes = { alpha: op.alpha };
  return tensorOperand(recorder.kernel('LeakyRelu', { x }, { shape, attributes }), layout);
};

export const greater: Lower<'greater'> = (context) => {
  const { recorder, backend, inputs } = context;
  const { refs, jointShape: shape, layout } = meet(context);
  const [a, b] = refs;
  if (backend.fastStep && numberOf(inputs[1]) === 0 && sizeOf(a.shape) === sizeOf(shape)) {
    const options = { shape, dtype: 'bool', attributes: { dtype: 'bool' } } as const;
    return tensorOperand(recorder.kernel('Cast', { x: step(recorder, a, 0) }, options), layout);
  }
  return tensorOperand(recorder.kernel('Greater', { a, b }, { shape, dtype: 'bool' }), layout);
};

export const where: Lower<'where'> = (context) => {
  const { shape, inputs, inputShapes, recorder } = context;
  const met = meet(context);
  // The kernel does not broadcast.
  const [condition, t, e] = met.refs.map((ref, i) => {
    const number = numberOf(inputs[i]);
    if (number !== undefined) return fill(recorder, met.deviceShape, number, ref.dtype);
    return sizeOf(inputShapes[i]) === sizeOf(shape)
      ? recorder.reshape(ref, met.deviceShape)
      : spread(recorder, ref, met.deviceShape);
  });
  return tensorOperand(
    recorder.kernel('Select', { condition, t, e }, { shape: met.deviceShape }),
    met.layout,
  );
};

/** Broadcasts by a product with ones: kernels that repeat a tensor take far longer on some backends. */
function spread(recorder: Recorder, x: Ref, shape: readonly number[]): Ref {
  const { dtype } = x;
  if (dtype === 'bool') {
    const wide = spread(recorder, castTo(recorder, x, 'float32'), shape);
    return castTo(recorder, wide, 'bool');
  }
  return recorder.kernel('Multiply', { a: x, b: fill(recorder, shape, 1, dtype) }, { shape, dtype });
}

export const expand: Lower<'expand'> = (context) => {
  const { shape, inputs, inputShapes, recorder, value } = context;
  const [operand] = inputs;
  if (sizeOf(inputShapes[0]) === sizeOf(shape)) return operand;
  const number = numberOf(operand);
  if (number !== undefined) {
    const filled = zeros(value.dtype, shape);
    (filled.data as Uint8Array).fill(number);
    return { kind: 'constant', value: filled };
  }
  const met = meet(context);
  return tensorOperand(spread(recorder, met.refs[0], met.deviceShape), met.layout);
};

function castTo(recorder: Recorder, x: Ref, dtype: 'float32' | 'int32' | 'bool'): Ref {
  const { shape } = x;
  if (dtype === 'bool') {
    return recorder.kernel('NotEqual', { a: x, b: fill(recorder, [], 0, x.dtype) }, { shape, dtype });
  }
  return recorder.kernel('Cast', { x }, { shape, dtype, attributes: { dtype }, viewOf: x });
}

export const cast: Lower<'cast'> = (context) => {
  const { ref, layout } = only(context);
  return tensorOperand(
    castTo(context.recorder, ref, requireDType(context.op.to, 'The result of a cast')),
    layout,
  );
};
