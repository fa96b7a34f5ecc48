/** What a request names against what the model has: each input once, with its datatype and a shape that fits. */
import { formatShape, type HostTensor } from '@kantor/tensor';
import { fault } from '../faults.js';
import type { ModelMetadata, NamedTensor, PortMetadata } from '../inference.js';
import { describe, quote, quoteAll } from './quote.js';

interface Named {
  readonly name: string;
}

/** `[N, 100]`, as the model wants it. */
function wanted({ shape }: PortMetadata): string {
  return formatShape(shape.map((size) => (size === -1 ? 'N' : size)));
}

function namesOf(ports: readonly Named[]): string {
  return quoteAll(ports.map(({ name }) => name));
}

function requireDistinct(items: readonly Named[], what: string): void {
  const seen = new Set<string>();
  for (const { name } of items) {
    if (seen.has(name)) throw fault('server/tensor', `The ${what} ${quote(name)} is given twice.`);
    seen.add(name);
  }
}

function find(ports: readonly PortMetadata[], name: string, what: string, model: string): PortMetadata {
  const port = ports.find((candidate) => candidate.name === name);
  if (port) return port;
  throw fault(
    'server/tensor',
    `The model ${quote(model)} has no ${what} ${quote(name)}; it has ${namesOf(ports)}.`,
  );
}

/** @throws KantorError `server/tensor` for an input that is unknown, given twice or missing */
export function matchInputs<T extends Named>(
  inputs: readonly T[],
  { name: model, inputs: ports }: ModelMetadata,
): readonly (readonly [T, PortMetadata])[] {
  requireDistinct(inputs, 'input');
  const matched = inputs.map((input) => [input, find(ports, input.name, 'input', model)] as const);
  const missing = ports.filter(({ name }) => !inputs.some((input) => input.name === name));
  if (missing.length === 0) return matched;
  throw fault(
    'server/tensor',
    `The model ${quote(model)} needs ${namesOf(ports)}; ${namesOf(missing)} is not in the request.`,
  );
}

/** @throws KantorError `server/tensor` for an output that is unknown or asked for twice */
export function requireOutputs(
  outputs: readonly Named[],
  { name: model, outputs: ports }: ModelMetadata,
): void {
  requireDistinct(outputs, 'output');
  for (const { name } of outputs) find(ports, name, 'output', model);
}

/** @throws KantorError `server/tensor` */
export function requireDatatype(datatype: string, port: PortMetadata): void {
  if (datatype === port.datatype) return;
  throw fault(
    'server/tensor',
    `The input ${quote(port.name)} came as ${quote(datatype)}, but the model wants ${port.datatype}.`,
  );
}

function requireSize(size: unknown, axis: number, { name }: PortMetadata): number {
  if (typeof size === 'number' && Number.isSafeInteger(size) && size > 0) return size;
  throw fault(
    'server/tensor',
    `The input ${quote(name)} has ${describe(size)} on axis ${axis} of its shape; a size is a whole number above 0.`,
  );
}

/**
 * The shape and the number of elements, before anything is allocated for them.
 * @throws KantorError `server/tensor`
 */
export function requireShape(
  shape: readonly unknown[],
  port: PortMetadata,
): { readonly shape: readonly number[]; readonly size: number } {
  const refuse = (what: string) =>
    fault('server/tensor', `The input ${quote(port.name)} ${what}; the model wants ${wanted(port)}.`);
  if (shape.length !== port.shape.length) throw refuse(`came with ${shape.length} axes`);
  const sizes = shape.map((size, axis) => requireSize(size, axis, port));
  if (port.shape.some((size, axis) => size !== -1 && size !== sizes[axis]))
    throw refuse(`came with the shape ${formatShape(sizes)}`);
  const size = sizes.reduce((product, next) => product * next, 1);
  if (!Number.isSafeInteger(size))
    throw refuse(`came with the shape ${formatShape(sizes)}, which has 2^53 elements or more`);
  return { shape: sizes, size };
}

/** All inputs are of one batch: their free sizes are the same. @throws KantorError `server/tensor` */
export function requireOneBatch(inputs: readonly (readonly [HostTensor, PortMetadata])[]): void {
  const [first, ...others] = inputs.filter(([, { shape }]) => shape[0] === -1);
  const different = others.find(([{ shape }]) => shape[0] !== first[0].shape[0]);
  if (!different) return;
  const told = [first, different].map(([{ shape }, { name }]) => `${quote(name)} has ${shape[0]}`);
  throw fault('server/tensor', `Inputs of one request are of one batch, but ${told.join(' and ')}.`);
}

/** A tensor under the name of its port. */
export function named([tensor, { name }]: readonly [HostTensor, PortMetadata]): NamedTensor {
  return { name, tensor };
}
