export { runCommandLine, verboseOption, type CommandLine } from './command-line.js';
export { wholeNumberOption } from './number-option.js';
export { pathOption } from './path-option.js';
