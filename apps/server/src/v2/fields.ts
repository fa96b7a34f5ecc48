/** Reads the fields of a request's objects one by one: each is there with its type, or the error says what is wrong. */
import { fault } from '../faults.js';
import { describe, quote } from './quote.js';

export type Fields = Readonly<Record<string, unknown>>;

const poisonous = ['__proto__', 'constructor', 'prototype'];

/** @throws KantorError `server/request` if it is no object, `server/json` if a key of it could reach a prototype. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fault('server/request', `${what} must be an object, not ${describe(value)}.`);
  }
  const poison = poisonous.find((key) => Object.hasOwn(value, key));
  if (poison !== undefined)
    throw fault('server/json', `${what} has the key ${quote(poison)}, which is refused.`);
  return value as Fields;
}

/** A field of the object itself, never of its prototype. */
function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** What a field must be, in words and as a test. */
type Kind<T> = readonly [expected: string, is: (value: unknown) => value is T];

interface Kinds {
  readonly text: Kind<string>;
  readonly flag: Kind<boolean>;
  readonly list: Kind<readonly unknown[]>;
  readonly count: Kind<number>;
}

export const kinds: Kinds = {
  text: ['a string', (value) => typeof value === 'string'],
  flag: ['true or false', (value) => typeof value === 'boolean'],
  list: ['an array', (value): value is readonly unknown[] => Array.isArray(value)],
  count: [
    'a whole number from 0 to 2^53 − 1',
    (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
  ],
};

function wrong(key: string, what: string, expected: string, value: unknown): Error {
  return fault('server/request', `${what}: ${quote(key)} must be ${expected}, not ${describe(value)}.`);
}

/** undefined if it is not there, or null. */
export function optional<T>(
  fields: Fields,
  key: string,
  what: string,
  [expected, is]: Kind<T>,
): T | undefined {
  const value = own(fields, key);
  if (value === undefined || value === null) return undefined;
  if (is(value)) return value;
  throw wrong(key, what, expected, value);
}

export function required<T>(fields: Fields, key: string, what: string, kind: Kind<T>): T {
  const value = optional(fields, key, what, kind);
  if (value === undefined) throw wrong(key, what, kind[0], own(fields, key));
  return value;
}

/** The `parameters` of a request or a tensor; empty if there are none. */
export function parametersOf(fields: Fields, what: string): Fields {
  const value = own(fields, 'parameters') ?? {};
  return fieldsOf(value, `${what}: "parameters"`);
}
