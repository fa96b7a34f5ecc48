/** The command `server`: our inference server beside its peers and the bare runtime, on one machine in one run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, resolve } from 'node:path';
import { describeMachine, formatMachine } from './machine.js';
import { endChildrenWithUs } from './server/children.js';
import type { Contender, Layout } from './server/contender.js';
import { control } from './server/control.js';
import type { Generator, Load, LoadResult } from './server/load.js';
import { measureModel, type Absent } from './server/measure.js';
import { ours, oursUnbatched } from './server/ours.js';
import { bentoml, findPython, inOneProcess, litserve, peerNames } from './server/peers.js';
import { formatModel, formatTargets } from './server/report.js';
import { openModels, type servedModels } from './server/served-model.js';
import { targetsOf } from './server/targets.js';
import { startWorker } from './server/worker.js';

export const serverNames = ['bare', 'ours', 'control', 'litserve', 'bentoml'] as const;
type ServerName = (typeof serverNames)[number];

export interface ServerFlags {
  readonly json: string | undefined;
  readonly quick: boolean;
  readonly only: readonly ServerName[];
  readonly models: readonly (typeof servedModels)[number][];
  /** Processes that run the model, of each server; as many as our server has by default if left out. */
  readonly workers: number | undefined;
  /** Who makes the closed loops. */
  readonly load: readonly Generator[];
}

interface Chosen {
  readonly contenders: readonly Contender[];
  readonly absent: readonly Absent[];
}

const say = (text: string): void => void process.stdout.write(`${text}\n\n`);
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

async function choose(only: readonly ServerName[], layout: Layout): Promise<Chosen> {
  const own = [
    ...(only.includes('ours') ? [ours, oursUnbatched] : []),
    ...(only.includes('control') ? [control] : []),
  ];
  const makers = [
    ...(only.includes('litserve') ? [litserve] : []),
    ...(only.includes('bentoml') ? [bentoml] : []),
  ];
  if (makers.length === 0) return { contenders: own, absent: [] };
  try {
    progress('the Python packages of the peers');
    const python = await findPython();
    const peers = makers.map((make) => make(python));
    const single = layout.workers === 1 ? [] : peers.map((peer) => inOneProcess(peer, coresOf(layout)));
    return { contenders: [...own, ...peers, ...single], absent: [] };
  } catch (error) {
    const reason = (error as Error).message;
    return { contenders: own, absent: [{ name: peerNames.join(' and '), reason }] };
  }
}

const coresOf = ({ workers, threads }: Layout): number => workers * threads;

/** Two processes, and all cores in their threads: what our server does by itself. */
export function layoutOf(workers: number | undefined, cores: number): Layout {
  const processes = workers ?? Math.min(2, cores);
  return { workers: processes, threads: Math.max(1, Math.floor(cores / processes)) };
}

export async function server(flags: ServerFlags): Promise<void> {
  const { json, quick, only, models: names, workers, load: generators } = flags;
  const machine = describeMachine();
  const layout = layoutOf(workers, availableParallelism());
  say(
    `${formatMachine(machine)}\nServers have ${layout.workers} x ${layout.threads} (processes x threads) for the model where nothing else is said.`,
  );
  const { models, remove } = openModels(names);
  endChildrenWithUs(remove);
  const { contenders, absent } = await choose(only, layout);
  const load = await startWorker<Load, LoadResult>('load-process');
  const rounds = quick ? { rounds: 1, seconds: 2 } : { rounds: 3, seconds: 6 };
  const results = [];
  for (const model of models) {
    const bare = only.includes('bare');
    const options = { contenders, bare, layout, generators, load, say: progress, ...rounds };
    const measured = await measureModel(model, options);
    const figures = { ...measured, absent: [...absent, ...measured.absent] };
    const targets = targetsOf(figures);
    say(formatModel(figures));
    if (targets !== undefined) say(formatTargets(model.name, targets));
    results.push({ ...figures, targets });
  }
  await load.stop();
  const loadAfter = Number(loadavg()[0].toFixed(2));
  say(`Load after the measurement ${loadAfter}, of which the measurement itself is a part.`);
  if (json === undefined) return;
  const file = resolve(json);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ machine, layout, generators, ...rounds, results, loadAfter }, null, 2)}\n`,
  );
  say(`Written to ${file}`);
}
