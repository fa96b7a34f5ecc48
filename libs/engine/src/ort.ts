export { findBlockSize } from './ort/block-size.js';
export { ortEngine, type OrtOptions } from './ort/engine.js';
export { compileProgram, type CompiledProgram, type Port } from './ort/compile.js';
