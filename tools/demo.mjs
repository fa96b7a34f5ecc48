/** `npm start`: trains digits and exports them, by the commands that anybody would type. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { takesNoFlags } from './no-flags.mjs';

const run = 'runs/mnist-wgan-gp';
const steps = [
  ['apps/trainer', 'train', '--model=mnist-wgan-gp', `--run=${run}`, '--resume'],
  ['apps/export', 'onnx', `--run=${run}`],
];

takesNoFlags(
  'npx nx run trainer:demo',
  `Trains digits into ${run}, or goes on with that run, and exports ${run}/generator.onnx. The same as:\n` +
    steps
      .map(([app = '', ...args]) => `  npx nx run ${app.slice('apps/'.length)}:${args.join(' ')}`)
      .join('\n'),
);

/** @type {import('node:child_process').ChildProcess | undefined} */
let child;
let stopped = false;
// A terminal's Ctrl-C goes to the child as well, which ends its step first. This waits for it, and starts nothing more.
process.on('SIGINT', () => (stopped = true));
process.on('SIGTERM', () => {
  stopped = true;
  child?.kill('SIGTERM');
});

const runApp = fileURLToPath(new URL('run-app.mjs', import.meta.url));
for (const args of steps) {
  const started = spawn(process.execPath, [runApp, ...args], { stdio: 'inherit' });
  child = started;
  /** @type {number | null} */
  const code = await new Promise((resolve) => started.on('exit', resolve));
  if (stopped || code !== 0) process.exit(code ?? 1);
}
