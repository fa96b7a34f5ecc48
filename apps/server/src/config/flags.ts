/** The options of the configuration as flags of the command line. */
import type { Options } from 'yargs';
import { fromText, type Given } from './read.js';
import { names, properties } from './schema.js';

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(',') || 'none' : String(value));

/** All flags are texts or switches here: the schema says what they must be, as for the environment and the file. */
export const configFlags: Readonly<Record<string, Options>> = Object.fromEntries(
  names.map((name) => {
    const { type, description, default: standard, enum: choices } = properties[name];
    const words = choices ? `: ${choices.join(', ')}` : '';
    const end = standard === undefined ? '' : `  [default: ${shown(standard)}]`;
    const kind: Options = type === 'boolean' ? { type: 'boolean' } : { type: 'string', requiresArg: true };
    return [dashed(name), { ...kind, description: description + words + end }];
  }),
);

/** The options that the parsed flags of the command line name. */
export function givenBy(argv: Readonly<Record<string, unknown>>): Given {
  return Object.fromEntries(
    names.map((name) => {
      const value = argv[dashed(name)];
      return [name, typeof value === 'string' ? fromText(name, value) : value];
    }),
  );
}
