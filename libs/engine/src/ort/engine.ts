/** The engine on ONNX Runtime, in the calling thread: programs become ONNX models, states stay in its tensors. */
import type { BlockSize } from '@kantor/onnx';
import type { Runtime, SessionOptions } from '@kantor/runtime';
import type { TensorMap } from '@kantor/tensor';
import type { Engine, Loaded, Programs } from '../engine.js';
import { findBlockSize } from './block-size.js';
import { compilePrograms, type CompiledProgram } from './compile.js';
import { loadPrograms } from './host.js';

export interface OrtOptions extends SessionOptions {
  /**
   * Convolutions in the blocked layout of ONNX Runtime's CPU kernels, where they are faster: `auto` tries at the first
   * load what this machine has, a size is what `findBlockSize` found before, false is never. Default `auto`. Results
   * are the same bits for every thread count, but not those of another block size or of none.
   */
  readonly blocked?: 'auto' | BlockSize | false;
}

/** `ort-cpu on onnxruntime-node 1.30.0, 2 threads, blocked convolutions`. */
function describeOrt(
  runtime: Runtime,
  { device, threads }: SessionOptions,
  blockSize: BlockSize | undefined,
): string {
  const parts = [`ort-${device} on ${runtime.name}`];
  if (threads !== undefined) parts.push(`${threads} thread${threads === 1 ? '' : 's'}`);
  if (blockSize !== undefined) parts.push('blocked convolutions');
  return parts.join(', ');
}

/** Loads what was compiled for this runtime and these sessions. */
export type LoadCompiled = (
  programs: readonly CompiledProgram[],
  initial: TensorMap,
  options: SessionOptions,
) => Promise<Loaded>;

/** An engine that compiles here and loads by `load`; its description says "blocked" once that is known. */
export function compilingEngine(
  runtime: Runtime,
  { blocked = 'auto', ...options }: OrtOptions,
  load: LoadCompiled,
): Engine {
  const chosen = options.device === 'cpu' ? blocked : false;
  let blockSize = typeof chosen === 'number' ? chosen : undefined;
  return {
    name: `ort-${options.device}`,
    get description() {
      return describeOrt(runtime, options, blockSize);
    },
    async load(programs: Programs, initial: TensorMap) {
      if (chosen === 'auto') blockSize = await findBlockSize(runtime);
      return load(compilePrograms(programs, blockSize), initial, options);
    },
  };
}

export function ortEngine(runtime: Runtime, options: OrtOptions): Engine {
  return compilingEngine(runtime, options, (programs, initial, sessions) =>
    loadPrograms(runtime, programs, initial, sessions),
  );
}
