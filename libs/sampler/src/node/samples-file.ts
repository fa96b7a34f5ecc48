/**
 * The way of samples from a process to its parent: a file without a name that both have open, in memory where there is
 * such a place. The channel of messages would carry them too, at twice the price for the parent (docs/decisions/0022).
 */
import { randomUUID } from 'node:crypto';
import { existsSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where samples lie in the file. */
export interface Placed {
  /** In bytes. */
  readonly at: number;
  /** How many float32 numbers there are. */
  readonly length: number;
}

/** Results that lie in the file at a time: as many as a worker may have unanswered. */
export const slots = 2;

/** Room for one of them; what is larger goes by message. Nothing is taken up that was not written. */
const slotBytes = 2 ** 26;

const memory = '/dev/shm';

/** @returns undefined where no file can be had, and all goes by message. */
export function openSamplesFile(): number | undefined {
  const path = join(existsSync(memory) ? memory : tmpdir(), `kantor-${randomUUID()}`);
  try {
    const file = openSync(path, 'wx+', 0o600);
    rmSync(path);
    return file;
  } catch {
    return undefined;
  }
}

function bytesOf(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

export interface SamplesWriter {
  /** Told how many results were read so far, whose room is free again. */
  onRead(results: number): void;
  /** Where the samples lie now; undefined if there is no room for them. */
  write(samples: Float32Array): Placed | undefined;
}

export function createSamplesWriter(file: number): SamplesWriter {
  let [written, read] = [0, 0];
  return {
    onRead: (results) => void (read = results),
    write(samples) {
      if (written - read >= slots || samples.byteLength > slotBytes) return undefined;
      const at = (written % slots) * slotBytes;
      try {
        if (writeSync(file, bytesOf(samples), 0, samples.byteLength, at) < samples.byteLength)
          return undefined;
      } catch {
        return undefined; // no space is left there
      }
      written++;
      return { at, length: samples.length };
    },
  };
}

/** Fills `samples`. */
export function readSamples(file: number, { at }: Pick<Placed, 'at'>, samples: Float32Array): void {
  const read = readSync(file, bytesOf(samples), 0, samples.byteLength, at);
  if (read < samples.byteLength)
    throw new Error(`${read} of ${samples.byteLength} bytes of samples are there`);
}
