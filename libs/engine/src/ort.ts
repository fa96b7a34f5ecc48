export { ortEngine } from './ort/engine.js';
export { compileProgram, type CompiledProgram, type Port } from './ort/compile.js';
