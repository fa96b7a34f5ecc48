#!/usr/bin/env node
/** The command line of the server. */
import { runCommandLine } from '@kantor/cli';
import { nearest } from '@kantor/spec';
import { serveCommand, serveOptions, withServeOptions } from './commands/serve.js';
import { tokenCommand, tokenOptions, withTokenOptions } from './commands/token.js';
import {
  repositoryOptions,
  tritonRepositoryCommand,
  withRepositoryOptions,
} from './commands/triton-repository.js';
import { switches } from './config/flags.js';

await runCommandLine({
  prefix: 'npx nx run server:',
  description: 'Serves samples of trained generators over HTTP and gRPC.',
  ownSwitches: switches,
  commands: (yargs) =>
    yargs
      .command(['serve', '$0'], 'Serve all models of a folder', withServeOptions, serveCommand)
      .command('token', 'Make a bearer token and its hash', withTokenOptions, tokenCommand)
      .command(
        'triton-repository',
        'Write a folder of models in the layout of Triton',
        withRepositoryOptions,
        tritonRepositoryCommand,
      ),
  suggest: (word) => {
    const flag = nearest(word, Object.keys({ ...serveOptions, ...tokenOptions, ...repositoryOptions }));
    return flag === undefined ? nearest(word, ['serve', 'token', 'triton-repository']) : `--${flag}`;
  },
});
