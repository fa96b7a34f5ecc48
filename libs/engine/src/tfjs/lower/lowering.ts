/** What the lowering of a primitive to kernels receives and gives. */
import type { Kind, OpOf, Value } from '@kantor/graph';
import type { StaticShape } from '@kantor/tensor';
import type { Backend } from '../backend.js';
import type { Layout } from '../layout.js';
import type { Operand } from '../operand.js';
import type { Recorder } from '../recorder.js';

/** What does not depend on the primitive. */
export interface AnyContext {
  readonly value: Value;
  readonly shape: StaticShape;
  readonly inputs: readonly Operand[];
  readonly inputShapes: readonly StaticShape[];
  /** Any value that was lowered before, for what is cheaper to compute from further back. */
  readonly operandOf: (value: Value) => Operand;
  /** The layout in which `value` is wanted. A result in another is no fault: who uses it turns it. */
  readonly layout: Layout;
  readonly recorder: Recorder;
  readonly backend: Backend;
}

export interface LowerContext<K extends Kind> extends AnyContext {
  readonly op: OpOf<K>;
}

/** Records the kernels that compute `context.value`. */
export type Lower<K extends Kind> = (context: LowerContext<K>) => Operand;
