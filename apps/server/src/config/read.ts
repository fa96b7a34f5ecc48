/** Puts the configuration together: flags go before environment variables, those before the file, that before defaults. */
import { readFileSync } from 'node:fs';
import { KantorError } from '@kantor/tensor';
import type { z } from 'zod';
import { configSchema, names, properties, type Config, type ConfigName } from './schema.js';

/** Options as a person or a program wrote them; undefined is not said. */
export type Given = Readonly<Partial<Record<ConfigName, unknown>>>;

const variablePrefix = 'KANTOR_';

/** `maxBatch` is `KANTOR_MAX_BATCH` in the environment. */
export function variableOf(name: ConfigName): string {
  return variablePrefix + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** The value that a text means for an option; a text that means none is left for the schema to refuse. */
export function fromText(name: ConfigName, text: string): unknown {
  switch (properties[name].type) {
    case 'integer':
    case 'number':
      return /^\s*-?\d+(?:\.\d+)?(?:e\d+)?\s*$/i.test(text) ? Number(text) : text;
    case 'boolean':
      return { true: true, '1': true, false: false, '0': false }[text.toLowerCase()] ?? text;
    case 'array':
      return text === '' ? [] : text.split(',').map((item) => item.trim());
    default:
      return text;
  }
}

function fromEnvironment(environment: NodeJS.ProcessEnv): Given {
  const found = names.flatMap((name) => {
    const text = environment[variableOf(name)];
    return text === undefined ? [] : [[name, fromText(name, text)] as const];
  });
  return Object.fromEntries(found);
}

function fromFile(path: string): Given {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new KantorError(
      'server/config',
      `The configuration file ${path} cannot be read: ${(cause as Error).message}.`,
      { cause },
    );
  }
  const refuse = (what: string, cause?: unknown): KantorError =>
    new KantorError(
      'server/config',
      `The configuration file ${path} ${what}. Expected an object such as {"port": 8080}.`,
      { cause },
    );
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw refuse(`is no JSON: ${(cause as Error).message}`, cause);
  }
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given;
  throw refuse('holds no object');
}

/** What stands at a path, such as one item of a list. */
function at(value: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  return at((value as Readonly<Record<PropertyKey, unknown>>)[key], rest);
}

/** One line for each thing that is wrong: where, what came, what was expected. */
function explain({ issues }: z.ZodError, given: Given): string {
  const lines = issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return `unknown options: ${issue.keys.join(', ')}`;
    const came = JSON.stringify(at(given, issue.path));
    return `${String(issue.path[0])}: ${issue.message}${came === undefined ? '' : `; got ${came}`}`;
  });
  return `The configuration is not right.\n  ${lines.join('\n  ')}\nSee --help for all options.`;
}

const said = (given: Given): Given =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

/**
 * @param file path of a JSON file; undefined for none.
 * @throws KantorError `server/config` with every mistake at once.
 */
export function readConfig(flags: Given, environment: NodeJS.ProcessEnv, file: string | undefined): Config {
  const given = {
    ...(file === undefined ? {} : fromFile(file)),
    ...fromEnvironment(environment),
    ...said(flags),
  };
  const result = configSchema.safeParse(given);
  if (result.success) return result.data;
  throw new KantorError('server/config', explain(result.error, given));
}
