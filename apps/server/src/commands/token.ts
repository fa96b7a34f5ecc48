/** The command `token`: makes a token for a caller, and the hash that the server keeps of it. */
import { KantorError } from '@kantor/tensor';
import { verboseOption, wholeNumberOption } from '@kantor/cli';
import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { hashOf, newToken } from '../http/auth.js';

export const tokenOptions = {
  name: {
    type: 'string',
    requiresArg: true,
    default: 'caller',
    description: 'Whose token it is, for logs and limits',
  },
  limit: wholeNumberOption('limit', 1, 'Requests a minute  [default: that of --rate-limit]'),
  verbose: verboseOption,
} satisfies Record<string, Options>;

type TokenFlags = InferredOptionTypes<typeof tokenOptions>;

export function withTokenOptions(yargs: Argv): Argv<TokenFlags> {
  return yargs
    .usage(
      'npx nx run server:token [--name=NAME] [--limit=N]\n\nMakes a bearer token. Its hash goes into the configuration, the token to its caller.',
    )
    .options(tokenOptions)
    .example('npx nx run server:token --name=shop --limit=600', 'A token for 600 requests a minute');
}

export function tokenCommand({ name, limit }: TokenFlags): void {
  if (!/^[\w.-]{1,64}$/.test(name)) {
    throw new KantorError(
      'server/token',
      `The name is '${name}'; expected 1 to 64 letters, digits, and . _ -`,
    );
  }
  const token = newToken();
  const entry = [name, hashOf(token).toString('hex'), ...(limit === undefined ? [] : [limit])].join(':');
  process.stdout.write(
    `Token, for the caller; it is not kept anywhere:\n  ${token}\n\nFor the server:\n  --tokens=${entry}\nor in its file:\n  { "tokens": ["${entry}"] }\n`,
  );
}
