/**
 * Finds the primitive by which two engines part. Every value of a program is computed on one engine; then each primitive
 * is run on the other from the very numbers that it had there, so that no rounding before it counts, nor what an engine
 * makes of several primitives at once.
 */
import { defineProgram, input, programValues, type Program, type Value } from '@kantor/graph';
import type { Engine } from '@kantor/engine';
import { formatShape, type HostTensor, type TensorMap } from '@kantor/tensor';
import { errorOf, largestOf } from './differences.js';
import { provenance } from './provenance.js';

export interface Divergence {
  readonly value: Value;
  /** Its place among the values of the simplified program, inputs before users. */
  readonly place: number;
  readonly count: number;
  readonly error: number;
}

/** What a program is given in one of its runs. */
export interface Given {
  readonly feeds: TensorMap;
  readonly state: TensorMap;
}

export type Values = ReadonlyMap<Value, HostTensor>;

const isComputed = ({ op }: Value): boolean => op.kind !== 'input' && op.kind !== 'constant';
const key = (place: number): string => `value ${place}`;

/** A program on an engine that tells more than its outputs. Whoever loads it disposes it. */
export interface Inspected<From> {
  readonly valuesOf: (from: From) => Promise<Values>;
  readonly dispose: () => Promise<void>;
}

/** All values of a program, inputs before users, given feeds and states. */
export async function inspectAll(
  engine: Engine,
  program: Program,
  state: TensorMap,
): Promise<Inspected<Given>> {
  const values = programValues(program);
  const outputs = values.flatMap((value, place) => (isComputed(value) ? [[key(place), value] as const] : []));
  const names = program.state.map(({ name }) => name);
  const all = defineProgram({
    name: 'every value',
    feeds: program.feeds,
    state: program.state.map(({ name, current }) => ({ name, current })),
    outputs: Object.fromEntries(outputs),
  });
  const loaded = await engine.load({ all }, state);
  return {
    async valuesOf({ feeds, state: now }) {
      await loaded.write(Object.fromEntries(names.map((name) => [name, now[name]])));
      const results = await loaded.run('all', feeds);
      return new Map(
        values.map((value, place): [Value, HostTensor] => {
          const { op } = value;
          if (op.kind === 'constant') return [value, op.value];
          return [value, op.kind === 'input' ? { ...now, ...feeds }[op.name] : results[key(place)]];
        }),
      );
    },
    dispose: () => loaded.dispose(),
  };
}

/** Every computed value of a program, each from numbers that are given for its inputs. */
export async function inspectAlone(engine: Engine, program: Program): Promise<Inspected<Values>> {
  const computed = programValues(program).filter(isComputed);
  const given = [...new Set(computed.flatMap(({ inputs }) => inputs))].filter(
    ({ op }) => op.kind !== 'constant',
  );
  const feeds = new Map(given.map((value, i) => [value, input(`given ${i}`, value.shape, value.dtype)]));
  const alone = computed.map((value): [string, Value] => {
    const inputs = value.inputs.map((from) => feeds.get(from) ?? from);
    return [`alone ${computed.indexOf(value)}`, { ...value, inputs }];
  });
  const outputs = Object.fromEntries(alone);
  const all = defineProgram({ name: 'each alone', feeds: [...feeds.values()], state: [], outputs });
  const loaded = await engine.load({ all }, {});
  return {
    async valuesOf(values) {
      const fed = [...feeds].map(([value, { op }]) => [op.name, values.get(value)] as const);
      const results = await loaded.run('all', Object.fromEntries(fed) as TensorMap);
      return new Map(computed.map((value, i) => [value, results[`alone ${i}`]]));
    },
    dispose: () => loaded.dispose(),
  };
}

/**
 * The first primitive, inputs before users, whose own error is above `bound`; undefined if there is none.
 * @param expected all values of the reference.
 * @param alone the same, each from the reference's inputs, on the other engine.
 */
export function firstDivergence(alone: Values, expected: Values, bound: number): Divergence | undefined {
  for (const [place, [value, wanted]] of [...expected].entries()) {
    const result = alone.get(value);
    if (!result) continue;
    const inputs = value.inputs.map((from) => expected.get(from) as HostTensor);
    const error = errorOf(value, result, wanted, inputs);
    if (!(error <= bound)) return { value, place, count: expected.size, error };
  }
  return undefined;
}

/** A comparison that comes out differently of numbers that are equal but for rounding. */
export interface Kink {
  readonly value: Value;
  /** How many of its places differ. */
  readonly places: number;
}

/** Numbers that are compared differ by less than this part of the largest, or rounding does not decide. */
const nothing = 1e-5;

/** The first comparison that rounding decides differently in two runs that started next to equal. */
export function firstKink(actual: Values, expected: Values): Kink | undefined {
  const actualValues = [...actual.values()];
  for (const [place, [value, wanted]] of [...expected].entries()) {
    if (value.op.kind !== 'greater' && value.op.kind !== 'sign') continue;
    const found = actualValues[place];
    const [a, b] = value.inputs.map((from) => expected.get(from) as HostTensor);
    const at = (x: HostTensor | undefined, i: number) =>
      x ? Number(x.data[x.data.length === 1 ? 0 : i]) : 0;
    const scale = Math.max(largestOf(a), b ? largestOf(b) : 0);
    const differing = Array.from(wanted.data, Number).flatMap((v, i) =>
      v === Number(found.data[i]) ? [] : [i],
    );
    const near = differing.every((i) => Math.abs(at(a, i) - at(b, i)) <= nothing * scale);
    if (differing.length > 0) return near ? { value, places: differing.length } : undefined;
  }
  return undefined;
}

function describe({ op, shape, inputs }: Value): string {
  const attributes = Object.entries(op).flatMap(([name, attribute]) =>
    name === 'kind' ? [] : [`${name} ${JSON.stringify(attribute)}`],
  );
  const said = attributes.length === 0 ? '' : ` (${attributes.join(', ')})`;
  return `${op.kind} ${formatShape(shape)}${said} of ${inputs.map((from) => formatShape(from.shape)).join(' and ')}`;
}

export function describeDivergence({ value, place, count, error }: Divergence): string {
  return (
    `${describe(value)}, value ${place + 1} of ${count}, is the first to differ: by ${error.toExponential(1)} of the ` +
    `numbers that it adds up, from the same inputs. It is ${provenance(value)}.`
  );
}

export function describeKink({ value, places }: Kink): string {
  return (
    `${describe(value)} differs in ${places} of its places, where it compares numbers that are equal but for ` +
    `rounding. It is ${provenance(value)}. Another seed will not meet this.`
  );
}
