/** The doctor's findings as text for a terminal. */
import { findModel } from '@kantor/run';
import type { EngineRow } from './examine.js';
import { describeFound } from './cuda.js';
import type { Facts } from './facts.js';
import { describeMeasure, measuredModel } from './measure.js';
import { formatFacts, formatTable, wrap } from './table.js';

export interface Findings {
  readonly facts: Facts;
  readonly rows: readonly EngineRow[];
}

function describeGraphics({ devices, problem }: Facts['graphics']): string {
  const parts = [...devices, ...(problem === undefined ? [] : [problem])];
  return parts.join('; ') || 'none found';
}

function describeVulkan({ loader, drivers }: Facts['vulkan']): string {
  if (loader === undefined) return 'no loader (libvulkan.so.1)';
  return `loader ${loader}, ${drivers.length > 0 ? `drivers ${drivers.join(', ')}` : 'no driver'}`;
}

function factLines({ machine, graphics, libraries, vulkan }: Facts): [string, string][] {
  const { cpu, cores, memory, freeMemory, system, arch, node, npm, load } = machine;
  const busy = load > cores / 2 ? `; load ${load}: others are at work, and the speeds below suffer` : '';
  return [
    [
      'Machine',
      `${cpu}, ${cores} core${cores === 1 ? '' : 's'}, ${memory} GiB memory (${freeMemory} free)${busy}`,
    ],
    ['System', `${system}, ${arch}`],
    ['Programs', `Node ${node}${npm === undefined ? '' : `, npm ${npm}`}`],
    ['GPU', describeGraphics(graphics)],
    ['CUDA', describeFound('libcudart', libraries)],
    ['cuDNN', describeFound('libcudnn', libraries)],
    ['Vulkan', describeVulkan(vulkan)],
  ];
}

/** Three digits at most, and no exponent. */
function formatSpeed(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);
}

function works({ available, problem, device, engine }: EngineRow): string {
  if (!available || problem !== undefined) return 'no';
  return engine === 'tfjs-node-gpu' && device === 'cpu' ? 'CPU only' : 'yes';
}

function cellsOf(row: EngineRow): [string, string, string, string[]] {
  const { engine, auto, speed, reason, fix, problem } = row;
  const text = [
    reason,
    ...(problem === undefined ? [] : [`Training on it fails: ${problem}`]),
    ...(fix === undefined ? [] : [`Fix: ${fix}`]),
  ];
  return [`${engine}${auto ? ' *' : ''}`, works(row), speed ? formatSpeed(speed.imagesPerSecond) : '-', text];
}

function footnotes(rows: readonly EngineRow[]): string[] {
  const auto = rows.find((row) => row.auto);
  const small = rows.flatMap(({ engine, speed }) =>
    speed && speed.batchSize < 32 ? [`${engine} (${speed.batchSize})`] : [],
  );
  return [
    auto ? `* --engine=auto trains on ${auto.engine}.` : 'No engine works that --engine=auto could take.',
    `Images/s: ${describeMeasure(findModel(measuredModel))}${small.length > 0 ? `; smaller ones for ${small.join(', ')}` : ''}.`,
    'docs/gpu.md says more about GPUs, and --engine=NAME chooses an engine.',
  ];
}

/** @param width columns of the terminal. */
export function formatFindings({ facts, rows }: Findings, width: number): string {
  const table = formatTable(
    {
      heading: ['Engine', 'Works', 'Images/s', 'What it is, or why not'],
      rows: rows.map(cellsOf),
      right: [2],
    },
    width,
  );
  return [
    ...formatFacts(factLines(facts), width),
    '',
    ...table,
    '',
    ...footnotes(rows).flatMap((note) => wrap(note, width)),
    '',
  ].join('\n');
}

/** The same for programs. */
export function encodeFindings({ facts: { machine, graphics, libraries, vulkan }, rows }: Findings): string {
  const names = (base: string) =>
    [...libraries.loaded.keys()].filter((name) => name.startsWith(`${base}.so.`)).sort();
  return JSON.stringify(
    {
      machine,
      graphics,
      libraries: { cuda: names('libcudart'), cudnn: names('libcudnn') },
      vulkan,
      measure: describeMeasure(findModel(measuredModel)),
      auto: rows.find((row) => row.auto)?.engine ?? null,
      engines: rows,
    },
    null,
    2,
  );
}
