/** One suite for every implementation of the Engine port: what a program means must not depend on what runs it. */
import type { Engine } from '@kantor/engine';
import { describe, it } from 'vitest';
import { describeCalls } from './conformance-calls.js';
import { describeMemory } from './conformance-memory.js';
import { describeNumbers } from './conformance-numbers.js';
import { describeState } from './conformance-state.js';

export type MakeEngine = () => Engine | Promise<Engine>;

export interface SuiteOptions {
  /** How often programs are loaded and disposed in search of a leak; 50 if left out. Or why that is not seen here. */
  readonly cycles?: number | string;
}

/**
 * Runs the suite on one engine.
 * @param engine makes it; or why this machine does not have it, which the report then shows.
 */
export function describeEngine(
  name: string,
  engine: MakeEngine | string,
  { cycles = 50 }: SuiteOptions = {},
): void {
  if (typeof engine === 'string') {
    it.skip(`${name} is absent: ${engine}`);
    return;
  }
  describe(name, () => {
    describeNumbers(engine);
    describeState(engine);
    describeCalls(engine);
    describeMemory(engine, cycles);
  });
}
