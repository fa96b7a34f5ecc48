/** Runs a program to its end, its output shown, and makes what goes wrong a message. */
import { spawn } from 'node:child_process';
import { fault } from './fault.mjs';

/**
 * @typedef {object} Program
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} [cwd]
 * @property {Readonly<Record<string, string>>} [env] added to this process's
 * @property {boolean} [quiet] shows the output only if the program fails
 * @property {string} hint what to do when it fails
 */

/**
 * Ctrl-C reaches the program too, and ends it: whoever called cleans up after the error that follows.
 * @param {Program} program
 * @returns {Promise<string>} what a quiet program printed, warnings left out
 */
export async function run({ command, args, cwd, env = {}, quiet = false, hint }) {
  const output = quiet ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
  });
  const printed = { all: '', stdout: '' };
  child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    printed.all += text;
    printed.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (printed.all += text));
  /** @type {string | undefined} */
  const failure = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      resolve(code === 0 ? undefined : signal ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
  if (failure === undefined) return printed.stdout;
  if (quiet) console.error(printed.all);
  throw fault(`\`${[command, ...args].join(' ')}\` failed (${failure}).`, hint);
}
