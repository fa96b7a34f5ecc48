/** The command `serve`: runs until it is told to stop. */
import { readFileSync } from 'node:fs';
import { verboseOption } from '@kantor/cli';
import type { Argv, Options } from 'yargs';
import { configFlags, givenBy } from '../config/flags.js';
import { readConfig, variableOf } from '../config/read.js';
import { names } from '../config/schema.js';
import { createLog } from '../log.js';
import { serve, type Running } from '../serve.js';
import { startTracing, tracingWanted } from '../tracing.js';

export const serveOptions: Readonly<Record<string, Options>> = {
  ...configFlags,
  config: {
    type: 'string',
    requiresArg: true,
    description: 'JSON file with any of these options, in camelCase',
  },
  'print-config': {
    type: 'boolean',
    default: false,
    description: 'Print the configuration as it would be, and end',
  },
  verbose: verboseOption,
};

export function withServeOptions(yargs: Argv): Argv {
  return yargs
    .usage(
      `npx nx run server:serve [--flag=value …]\n\nServes every generator of a folder over HTTP and gRPC. Each option may also be set in the environment, as ${variableOf('maxBatch')} for --max-batch, or in a JSON file. Flags go first, then the environment, then the file.`,
    )
    .options(serveOptions)
    .example('npx nx run server:serve', 'Serve models/ on http://127.0.0.1:8080')
    .example(
      'npx nx run server:serve --models=runs --host=0.0.0.0 --port=80',
      'Serve what was trained here, to everybody',
    )
    .example(
      'npx nx run server:serve --device=cuda --max-queue-delay=2',
      'On a GPU, with batches that wait 2 ms to fill',
    )
    .example('npx nx run server:serve --config=server.json --print-config', 'See what a file comes to');
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Waits for SIGTERM or Ctrl-C; a second one ends the process at once. */
function untilTold(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const told = (signal: NodeJS.Signals): void => {
      resolve(signal);
      process.once(signal, () => process.exit(1));
    };
    process.once('SIGTERM', told);
    process.once('SIGINT', told);
  });
}

function announce({ address, grpcPort, catalogue }: Running): string {
  const models = catalogue
    .served()
    .map(({ model, version, sampler }) => `${model} ${version} (${sampler.device})`);
  const failed = catalogue.index().filter(({ state }) => state === 'UNAVAILABLE').length;
  return [
    `${models.length === 0 ? 'no model' : models.join(', ')}${failed > 0 ? `; ${failed} could not be loaded` : ''}`,
    `listening on ${address}`,
    ...(grpcPort === undefined ? [] : [`gRPC on port ${grpcPort}`]),
  ].join('; ');
}

export async function serveCommand(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const { config: file } = argv as { config?: string };
  const config = readConfig(givenBy(argv, process.argv), process.env, file);
  if (argv['print-config'] === true) {
    process.stdout.write(
      `${JSON.stringify(Object.fromEntries(names.map((name) => [name, config[name]])), null, 2)}\n`,
    );
    return;
  }
  const log = createLog(config.logLevel);
  const told = untilTold();
  const version = packageVersion();
  const tracing = tracingWanted(process.env);
  const endTracing = tracing ? await startTracing(process.env, version) : undefined;
  const running = await serve(config, { log, version, tracing });
  log.info(announce(running));
  log.info(`stopping on ${await told}: no new work is taken, work in hand is finished`);
  await running.stop();
  await endTracing?.();
  log.info('stopped');
}
