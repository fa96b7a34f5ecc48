/** The process in which the doctor measures one engine: what breaks there, breaks nothing else. */
import { argv, exit, stdout } from 'node:process';
import { openEngine, type EngineReport } from '../engines.js';
import { measureSpeed, type Speed } from './measure.js';

export interface SpeedTask {
  readonly report: EngineReport;
  readonly threads?: number;
}

export type SpeedAnswer =
  | { readonly ok: true; readonly description: string; readonly threads: number; readonly speed: Speed }
  | { readonly ok: false; readonly message: string };

async function work({ report, threads }: SpeedTask): Promise<SpeedAnswer> {
  try {
    const opened = await openEngine(report, threads);
    const speed = await measureSpeed(opened.engine);
    return { ok: true, description: opened.engine.description, threads: opened.threads, speed };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const answer = await work(JSON.parse(argv[2]) as SpeedTask);
stdout.write(`${JSON.stringify(answer)}\n`, () => exit());
