/** What the lowering of a primitive to ONNX nodes receives and does. */
import type { Kind, OpOf, Value } from '@kantor/graph';
import type { Emitter } from '../emitter.js';
import type { BlockSize } from './blocked-layout.js';

export interface LowerContext<K extends Kind> {
  readonly op: OpOf<K>;
  readonly value: Value;
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[];
  readonly emit: Emitter;
  /** Blocks in which convolutions may be lowered; plainly if left out. */
  readonly blockSize?: BlockSize | undefined;
  /** The name that the last node's result must have. */
  readonly output: string;
}

/** Shapes of the inputs of what has no axis of unknown size but the batch. */
export const shapesOf = ({ value }: Pick<LowerContext<Kind>, 'value'>) =>
  value.inputs.map(({ shape }) => shape as readonly number[]);

/** Emits the nodes that compute `context.value` into `context.output`. */
export type Lower<K extends Kind> = (context: LowerContext<K>) => void;

/** Lowers to one node of type `type` with the same inputs. */
export function asNode<K extends Kind>(type: string): Lower<K> {
  return ({ inputs, emit, output }) => void emit.node(type, inputs, { output });
}
