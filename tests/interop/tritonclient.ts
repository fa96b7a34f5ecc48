/** Runs tritonclient_check.py, which drives a server with Triton's own client and names each check that held. */
import { execFile, execFileSync } from 'node:child_process';

/** What it checks of any model; it knows two more for models that offer what they need. */
export const checks = [
  'health',
  'metadata',
  'config',
  'index',
  'infer',
  'typed_contents',
  'version',
  'compression',
  'concurrency',
  'stream',
  'ids',
  'parameters',
  'statistics',
  'classification',
  'wrong_names',
  'wrong_tensors',
] as const;

/** All that it prints. The server must go on answering beside it, so it is not waited for as execFileSync would. */
export function runChecks(args: readonly string[]): Promise<string> {
  const python = execFileSync(process.execPath, ['tools/venv.mjs'], { encoding: 'utf8' }).trim();
  return new Promise((resolve) => {
    execFile(python, ['tests/interop/tritonclient_check.py', ...args], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}
