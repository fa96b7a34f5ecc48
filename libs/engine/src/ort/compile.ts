/** Turns programs into ONNX models, with the names by which their feeds, states and outputs are passed. */
import { requireStatic, type DType, type StaticShape } from '@kantor/tensor';
import { simplify, type Program, type Value } from '@kantor/graph';
import { writeOnnx, type BlockSize } from '@kantor/onnx';
import type { Programs } from '../engine.js';

export interface Port {
  readonly name: string;
  readonly shape: StaticShape;
  readonly dtype: DType;
}

/** A program as plain data: it can be sent to a worker or written to a file. */
export interface CompiledProgram {
  readonly name: string;
  readonly model: Uint8Array;
  readonly feeds: readonly Port[];
  readonly states: readonly (Port & { readonly changes: boolean })[];
  readonly outputs: readonly Port[];
}

/** In a model, a state and its next value need two names. */
export function nextName(state: string): string {
  return `next:${state}`;
}

function port(program: Program, name: string, { shape, dtype }: Value): Port {
  return { name, dtype, shape: requireStatic(shape, `'${name}' of program '${program.name}'`) };
}

/**
 * Writes one program, simplified, as an ONNX model.
 * @param blockSize blocks for convolutions, as `findBlockSize` found it for this machine's CPU; a model that is to run
 *   anywhere has none.
 */
export function compileProgram(source: Program, blockSize?: BlockSize): CompiledProgram {
  const program = simplify(source);
  const outputs = Object.entries(program.outputs);
  const changes = program.state.flatMap(({ name, next }): [string, Value][] =>
    next ? [[nextName(name), next]] : [],
  );
  const model = writeOnnx(
    {
      name: program.name,
      inputs: [...program.feeds, ...program.state.map(({ current }) => current)],
      outputs: [...outputs, ...changes],
    },
    { convolutions: blockSize && { blockSize } },
  );
  return {
    name: program.name,
    model,
    feeds: program.feeds.map((feed) => port(program, feed.op.name, feed)),
    states: program.state.map(({ name, current, next }) => ({
      ...port(program, name, current),
      changes: next !== undefined,
    })),
    outputs: outputs.map(([name, value]) => port(program, name, value)),
  };
}

/** All of them, each under its key, by which it is run. */
export function compilePrograms(programs: Programs, blockSize?: BlockSize): CompiledProgram[] {
  return Object.entries(programs).map(([name, program]) => ({ ...compileProgram(program, blockSize), name }));
}
