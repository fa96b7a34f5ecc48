/** The process in which `probeTfjs` tries a backend: it loads it, adds two numbers, and prints one line of JSON. */
import { argv, exit, stdout } from 'node:process';
import { loadTfjs } from './tfjs-load.js';
import type { FoundTfjs } from './tfjs-package.js';

export interface TfjsAnswer {
  readonly ok: boolean;
  /** What was thrown. */
  readonly message?: string;
  readonly tensorflow?: string;
  readonly device?: 'gpu' | 'cpu';
}

async function ask(found: FoundTfjs): Promise<TfjsAnswer> {
  try {
    const { tf, tensorflow, device } = await loadTfjs(found);
    const { 0: sum } = await tf.add(1, 2).data();
    if (sum !== 3) return { ok: false, message: `it says that 1 + 2 = ${sum}` };
    return { ok: true, device, ...(tensorflow === undefined ? {} : { tensorflow }) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const answer = await ask(JSON.parse(argv[2]) as FoundTfjs);
stdout.write(`${JSON.stringify(answer)}\n`, () => exit());
