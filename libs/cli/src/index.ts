export { runCommandLine, type CommandLine } from './command-line.js';
export { wholeNumberOption } from './number-option.js';
