/** What options must be, for callers whose language does not check it. Those with more to say are checked where they are used. */
import { formatValue, KantorError, type ErrorCode } from '@kantor/tensor';

/** What an option must be, and the code of the error if it is not; `sampler/options` if left out. */
export type Rule = readonly [
  option: string,
  expected: string,
  isSound: (value: unknown) => boolean,
  code?: ErrorCode,
];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
export const isText = (value: unknown): boolean => typeof value === 'string';

export const flag = (option: string): Rule => [
  option,
  'true or false',
  (value) => typeof value === 'boolean',
];
export const callback = (option: string): Rule => [
  option,
  'a function',
  (value) => typeof value === 'function',
];

/** Options of calls. Signals of other realms and of polyfills are as good, and `null` is none, as for `fetch`. */
export const callRules: readonly Rule[] = [
  ['signal', 'an AbortSignal', (value) => value === null || (isObject(value) && 'addEventListener' in value)],
];

export const loadRules: readonly Rule[] = [
  ...callRules,
  ['device', "the name of a device, or 'auto'", isText, 'runtime/device'],
  ['latent', 'an object, such as { size: 100 }', isObject, 'sampler/latent'],
  ['shape', 'a list of sizes, such as [3, 64, 64]', Array.isArray, 'sampler/shape'],
  ['warmUp', "'smallest' or 'all'", (value) => value === 'smallest' || value === 'all'],
  flag('blocked'),
  callback('onProgress'),
  callback('onWorker'),
  callback('onBatch'),
];

/** @throws KantorError `sampler/options`, or a rule's own, for options that are no object, or one that is of another sort. */
export function requireOptions(options: unknown, rules: readonly Rule[]): void {
  if (!isObject(options)) {
    throw new KantorError('sampler/options', `The options are ${formatValue(options)}; expected an object.`);
  }
  for (const [option, expected, isSound, code = 'sampler/options'] of rules) {
    const value = (options as Record<string, unknown>)[option];
    if (value === undefined || isSound(value)) continue;
    throw new KantorError(code, `The option \`${option}\` is ${formatValue(value)}; expected ${expected}.`);
  }
}
