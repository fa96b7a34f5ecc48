/** What goes over the channel between a process and its parent: messages, and where the samples are that belong to them. */
import type { Ran } from '../protocol.js';
import { sameMemory } from '../memory.js';
import { createSamplesWriter, readSamples, slots, type Placed } from './samples-file.js';

/** A message to the process. */
export interface Downward {
  readonly message: unknown;
  /** How many results the parent has read from the file. */
  readonly read: number;
}

/** A message to the parent. */
export interface Upward {
  readonly message: unknown;
  /** Where the samples lie that the message is without. */
  readonly placed: Placed | undefined;
}

/** As much of a reply as matters here. */
interface Reply {
  readonly value?: Partial<Ran>;
}

/** The process's side. */
export function createUpward(file: number | undefined): {
  /** Puts samples into the file. */
  pack(message: unknown): Upward;
  onRead(results: number): void;
} {
  const writer = file === undefined ? undefined : createSamplesWriter(file);
  return {
    onRead: (results) => writer?.onRead(results),
    pack(message) {
      const { value } = message as Reply;
      const placed = value?.samples && writer?.write(value.samples);
      if (!placed) return { message, placed };
      // Not spread: what is spread in front of properties gets a hidden class each time (docs/decisions/0026).
      const rest = Object.assign({}, value, { samples: undefined });
      return { message: Object.assign({}, message, { value: rest }), placed };
    },
  };
}

/** The parent's side. */
export function createDownward(file: number | undefined): {
  pack(message: unknown): Downward;
  /** Takes samples out of the file, into memory that is used again for the next result but one. */
  unpack(upward: Upward): unknown;
} {
  let read = 0;
  const memories = Array.from({ length: slots }, sameMemory);
  return {
    pack: (message) => ({ message, read }),
    unpack({ message, placed }) {
      if (!placed || file === undefined) return message;
      const samples = memories[read % slots](placed.length);
      readSamples(file, placed, samples);
      read++;
      const reply = message as Reply;
      return Object.assign({}, reply, { value: Object.assign({}, reply.value, { samples, lent: true }) });
    },
  };
}
