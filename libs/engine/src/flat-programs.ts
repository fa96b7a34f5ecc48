/**
 * Programs as flat data for another thread. A structured copy of a program itself would follow its values from one to
 * the next, as deep as the graph is, and overflow the stack; and what two programs share would come out twice.
 */
import { topological, type InputValue, type Program, type Value } from '@kantor/graph';
import type { Programs } from './engine.js';

/** A value whose inputs are places in the list of all values. */
interface FlatValue extends Omit<Value, 'inputs'> {
  readonly inputs: readonly number[];
}

interface FlatProgram {
  readonly name: string;
  readonly feeds: readonly number[];
  readonly state: readonly { readonly name: string; readonly current: number; readonly next?: number }[];
  readonly outputs: readonly (readonly [name: string, value: number])[];
}

export interface FlatPrograms {
  /** Inputs before users, each value once. */
  readonly values: readonly FlatValue[];
  readonly programs: readonly (readonly [key: string, program: FlatProgram])[];
}

function valuesOf({ feeds, state, outputs }: Program): Value[] {
  const next = state.flatMap((slot) => (slot.next ? [slot.next] : []));
  return [...feeds, ...state.map(({ current }) => current), ...next, ...Object.values(outputs)];
}

export function flattenPrograms(programs: Programs): FlatPrograms {
  const values = topological(Object.values(programs).flatMap(valuesOf));
  const places = new Map(values.map((value, place) => [value, place]));
  const placeOf = (value: Value): number => places.get(value) as number;
  return {
    values: values.map((value) => ({ ...value, inputs: value.inputs.map(placeOf) })),
    programs: Object.entries(programs).map(([key, { name, feeds, state, outputs }]) => [
      key,
      {
        name,
        feeds: feeds.map(placeOf),
        state: state.map((slot) => ({
          name: slot.name,
          current: placeOf(slot.current),
          ...(slot.next ? { next: placeOf(slot.next) } : {}),
        })),
        outputs: Object.entries(outputs).map(([output, value]) => [output, placeOf(value)]),
      },
    ]),
  };
}

/** What {@link flattenPrograms} was given; values that programs shared are shared again. */
export function unflattenPrograms({ values, programs }: FlatPrograms): Programs {
  const whole: Value[] = [];
  for (const value of values) whole.push({ ...value, inputs: value.inputs.map((place) => whole[place]) });
  const entries = programs.map(([key, { name, feeds, state, outputs }]): [string, Program] => [
    key,
    {
      name,
      feeds: feeds.map((place) => whole[place] as InputValue),
      state: state.map((slot) => ({
        name: slot.name,
        current: whole[slot.current] as InputValue,
        ...(slot.next === undefined ? {} : { next: whole[slot.next] }),
      })),
      outputs: Object.fromEntries(outputs.map(([output, place]) => [output, whole[place]])),
    },
  ]);
  return Object.fromEntries(entries);
}
