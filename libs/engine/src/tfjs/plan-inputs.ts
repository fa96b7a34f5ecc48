/** Feeds and states as a plan has them: the registers that are filled before a run, and the operands in them. */
import type { Program, Value } from '@kantor/graph';
import type { StaticShape } from '@kantor/tensor';
import type { Arrangement } from './arrange.js';
import { channelsLast } from './carry.js';
import { deviceShape } from './device-axes.js';
import { plain, sameLayout } from './layout.js';
import { shapeOf } from './links.js';
import { imageShape } from './lower/conv-inputs.js';
import { tensorOperand, view, type Operand } from './operand.js';
import type { Recorder } from './recorder.js';
import type { Slot } from './slots.js';

interface Given {
  readonly arrangement: Arrangement;
  readonly slots: ReadonlyMap<string, Slot>;
}

/** Images of one channel have it last already. */
export function feedShape(shape: StaticShape): StaticShape {
  const isLast = shape.length === 4 && sameLayout(plain(shape), channelsLast(shape));
  return isLast ? imageShape(shape) : shape;
}

export interface Inputs {
  readonly operands: Map<Value, Operand>;
  /** The registers that are filled before the run. */
  readonly registers: ReadonlyMap<Value, number>;
}

/** Gives feeds and states a register each; a feed that is wanted in another layout than it comes in is turned first. */
export function giveInputs(
  { feeds, state }: Program,
  recorder: Recorder,
  { slots, arrangement }: Given,
): Inputs {
  const operands = new Map<Value, Operand>();
  const registers = new Map<Value, number>();
  for (const feed of feeds) {
    const shape = shapeOf(feed);
    const ref = recorder.given(feedShape(shape), feed.dtype);
    const given = tensorOperand(ref, plain(shape));
    const layout = arrangement(feed);
    const asItComes = sameLayout(layout, plain(shape));
    registers.set(feed, ref.register);
    operands.set(
      feed,
      asItComes ? given : tensorOperand(view(recorder, given, layout, deviceShape(shape, layout)), layout),
    );
  }
  for (const { name, current } of state) {
    const slot = slots.get(name) as Slot;
    const ref = recorder.given(slot.deviceShape, slot.dtype, slot);
    registers.set(current, ref.register);
    operands.set(current, tensorOperand(ref, slot.layout));
  }
  return { operands, registers };
}
