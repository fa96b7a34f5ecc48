/** Runs a command line: commands by yargs, each error as one clear message, and exit codes that scripts can trust. */
import { KantorError } from '@kantor/tensor';
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { requireSingleValues } from './single-values.js';
import { requireSwitches } from './switches.js';
import { systemMessage } from './system-error.js';

/** What `--verbose` is in every command; {@link runCommandLine} reads it by itself. */
export const verboseOption = {
  type: 'boolean',
  default: false,
  description: 'Show where in the code an error came from',
} as const;

export interface CommandLine {
  /** What people type before the command, such as `npx nx run trainer:`. */
  readonly prefix: string;
  readonly description: string;
  /** Adds the commands. */
  readonly commands: (yargs: Argv) => Argv;
  /** The nearest word that is known, for a mistyped one. */
  readonly suggest: (word: string) => string | undefined;
  /** Switches that take other words than true and false, which the commands read by themselves. */
  readonly ownSwitches?: readonly string[];
}

/** Nx takes `--verbose` for itself and tells its tasks by a variable. */
function isVerbose(): boolean {
  const { KANTOR_VERBOSE, NX_VERBOSE_LOGGING } = process.env;
  return process.argv.includes('--verbose') || KANTOR_VERBOSE === '1' || NX_VERBOSE_LOGGING === 'true';
}

/** Prints the error, and the place in the code only for those who ask, and ends the process with code 1. */
function fail(error: unknown): never {
  const known = error instanceof KantorError ? error.message : systemMessage(error);
  const text = known ?? (error instanceof Error ? error.message : String(error));
  const code = error instanceof KantorError ? ` [${error.code}]` : '';
  process.stderr.write(`\nError${code}: ${text}\n`);
  if (isVerbose() && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  else if (known === undefined) {
    process.stderr.write('Run again with KANTOR_VERBOSE=1 to see where it came from.\n');
  }
  process.exit(1);
}

/** yargs names what it does not know; this adds what was most likely meant. */
function explain(message: string, suggest: CommandLine['suggest']): string {
  const unknown = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message)?.[1].split(', ')[0];
  const close = unknown === undefined ? undefined : suggest(unknown);
  return close === undefined
    ? `${message.replace(/\.?$/, '.')} See --help.`
    : `${message}; did you mean ${close}?`;
}

/** Reads the process's arguments and runs the command they name. */
export async function runCommandLine(commandLine: CommandLine): Promise<void> {
  const { prefix, description, commands, suggest, ownSwitches } = commandLine;
  try {
    const args = hideBin(process.argv);
    const ours = yargs(args).scriptName(prefix).usage(description);
    const checks = [requireSingleValues(ours), requireSwitches(ours, args, ownSwitches)];
    await commands(ours.middleware(checks, true))
      // Or --run.x would make an object of --run.
      .parserConfiguration({ 'dot-notation': false })
      .demandCommand(1, 'Say what to do.')
      .strict()
      .help()
      .version(false)
      .wrap(Math.min(110, process.stdout.columns || 110))
      // A message is yargs' own, or that of an option's value, which yargs repeats without its code; a command has none.
      .fail((message: string | null, error) =>
        fail(message === null ? error : new KantorError('cli/arguments', explain(message, suggest))),
      )
      .parseAsync();
  } catch (error) {
    fail(error);
  }
}
