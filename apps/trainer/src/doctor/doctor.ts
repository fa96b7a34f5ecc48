/** `trainer:doctor`: what this machine has, which engines run on it and how fast, and what the others want. */
import { writeFileSync } from 'node:fs';
import { verboseOption, wholeNumberOption } from '@kantor/cli';
import { mostThreads } from '@kantor/runtime';
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { examine, type EngineRow } from './examine.js';
import { gatherFacts } from './facts.js';
import { encodeFindings, formatFindings } from './report.js';

export const doctorOptions = {
  json: {
    type: 'string',
    description: 'Write JSON instead of text; with =FILE, to a file, and the text as well',
  },
  threads: wholeNumberOption('threads', 1, 'Threads of the CPU engines  [default: all cores]', mostThreads),
  verbose: verboseOption,
} satisfies Record<string, Options>;

type DoctorFlags = InferredOptionTypes<typeof doctorOptions>;

export function withDoctorOptions(yargs: Argv): Argv<DoctorFlags> {
  return yargs
    .usage(
      'npx nx run trainer:doctor [--flag=value …]\n\nSays what this machine has, which engines run on it and how fast, and what the others want.\nExits with 0 if training works with the default engine.',
    )
    .options(doctorOptions)
    .example('npx nx run trainer:doctor', 'Look, and measure for some seconds')
    .example('npx nx run trainer:doctor --json=doctor.json', 'The same for a program, or a bug report');
}

const clearLine = '\r\u001b[2K';

/** One line that comes and goes on a terminal; plain lines elsewhere. */
function showProgress() {
  const { stderr } = process;
  return {
    say: (text: string): void => void stderr.write(stderr.isTTY ? `${clearLine}${text} …` : `${text} …\n`),
    end: (): void => void (stderr.isTTY && stderr.write(clearLine)),
  };
}

/** Whether training works without naming an engine. */
function isWell(rows: readonly EngineRow[]): boolean {
  return rows.some(({ auto, problem }) => auto && problem === undefined);
}

const mostColumns = 100;

export async function doctor({ json, threads }: DoctorFlags): Promise<void> {
  const progress = showProgress();
  progress.say('Looking at this machine');
  const facts = await gatherFacts();
  const options = { onProgress: progress.say, ...(threads === undefined ? {} : { threads }) };
  const findings = { facts, rows: await examine(facts, options) };
  progress.end();
  const columns = Math.min(mostColumns, process.stdout.columns || mostColumns);
  if (json) writeFileSync(json, `${encodeFindings(findings)}\n`);
  process.stdout.write(`${json === '' ? encodeFindings(findings) : formatFindings(findings, columns)}\n`);
  if (!isWell(findings.rows)) process.exitCode = 1;
}
