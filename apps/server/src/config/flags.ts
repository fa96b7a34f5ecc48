/** The options of the configuration as flags of the command line. */
import type { Options } from 'yargs';
import { fromText, type Given } from './read.js';
import { names, properties, type ConfigName } from './schema.js';

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

/** Flags that are switches, in both of their spellings. */
export const switches: readonly string[] = names
  .filter((name) => properties[name].type === 'boolean')
  .flatMap((name) => [dashed(name), name]);

/**
 * The text that a switch was given behind its `=`, of which yargs would keep no more than whether it is `true`; undefined
 * where the last word on it is the bare flag, or none.
 */
function switchText(name: ConfigName, args: readonly string[]): string | undefined {
  const spelling = new RegExp(`^--(?:no-)?(?:${dashed(name)}|${name})(?:=(.*))?$`, 's');
  return args.map((arg) => spelling.exec(arg)).findLast((found) => found !== null)?.[1];
}

/**
 * The options that the flags of the command line name.
 * @param argv the flags as yargs reads them.
 * @param args the same as they were typed.
 */
export function givenBy(argv: Readonly<Record<string, unknown>>, args: readonly string[]): Given {
  return Object.fromEntries(
    names.map((name) => {
      const text = properties[name].type === 'boolean' ? switchText(name, args) : undefined;
      const value = text ?? argv[dashed(name)];
      return [name, typeof value === 'string' ? fromText(name, value) : value];
    }),
  );
}
