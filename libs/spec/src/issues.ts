/** Zod's issues in plain English, one line a mistake. It decides nothing: the schemas do. */
import type * as z from 'zod';
import { nearest } from './nearest.js';
import { formatPath, listOf, quote, wanted } from './wording.js';

/** What zod calls a type, in our words. */
const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object { … }',
  array: 'a list [ … ]',
  tuple: 'a list [ … ]',
  null: 'null',
};

/** Unknown keys of one object share an issue; their messages are its lines, in the order of `keys`. */
const separator = '\n';

/** Keys that the schema behind an issue knows, if it is an object's. */
function knownKeys(issue: z.core.$ZodRawIssue): string[] {
  const definition = issue.inst?._zod.def as { shape?: object } | undefined;
  return Object.keys(definition?.shape ?? {});
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return near ? `unknown key; did you mean ${quote(near)}?` : `unknown key; known keys are ${listOf(known)}`;
}

/** No alternative has this discriminator, such as a layer's `kind`. */
function unknownKind(key: string, input: unknown, known: readonly string[]): string {
  const given = (input as Record<string, unknown> | undefined)?.[key];
  if (typeof given !== 'string') return wanted(`one of ${listOf(known)}`, given);
  const near = nearest(given, known);
  const help = near ? `did you mean ${quote(near)}?` : `expected ${listOf(known)}`;
  return `unknown ${key} ${quote(given)}; ${help}`;
}

/** The known values of the key that tells a union's alternatives apart; zod types them too loosely. */
function alternatives(options: unknown): string[] {
  return Array.isArray(options) ? options.map(String) : [];
}

/** `at least 1`, `less than 1`: the side of a number or of a length. */
function bound(
  issue: { origin: string; inclusive?: boolean | undefined },
  limit: unknown,
  side: 'low' | 'high',
): string {
  const relation = side === 'low' ? ['more than', 'at least'] : ['less than', 'at most'];
  const text = `${relation[issue.inclusive ? 1 : 0]} ${String(limit)}`;
  if (issue.origin === 'array') return `a list with ${text} ${limit === 1 ? 'entry' : 'entries'}`;
  return `${typeNames[issue.origin] ?? 'a number'} of ${text}`;
}

/** The message of an issue, for zod's `error` option. */
export const explain: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, knownKeys(issue))).join(separator);
    case 'invalid_type':
      return wanted(typeNames[issue.expected] ?? issue.expected, issue.input);
    case 'invalid_value': {
      const words = issue.values.map(String);
      return wanted(words.length > 1 ? `one of ${listOf(words)}` : listOf(words), issue.input, words);
    }
    case 'too_small':
      return wanted(bound(issue, issue.minimum, 'low'), issue.input);
    case 'too_big':
      return wanted(bound(issue, issue.maximum, 'high'), issue.input);
    case 'invalid_union':
      return unknownKind(String(issue.discriminator), issue.input, alternatives(issue.options));
    default:
      return undefined;
  }
};

/** `path: message`, one line for each mistake; just the message where the whole document is meant. */
export function linesOf(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => {
    const messages = issue.message.split(separator);
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [key]) : [[]];
    return keys.map((key, i) => lineOf([...issue.path, ...key], messages[i]));
  });
}

export function lineOf(path: readonly PropertyKey[], message: string): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`;
}
