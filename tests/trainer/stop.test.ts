/** A second signal ends a training at once and quietly, in the middle of a step too. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { start, temporaryFolder, writeTinyModel, type Running } from './command.js';

/** A training whose steps take long enough to be stopped in one: the critic alone steps for seconds. */
async function inALongStep(): Promise<Running> {
  const folder = temporaryFolder();
  const model = writeTinyModel(folder, (changed) => {
    Object.assign(changed['training'] as object, { criticSteps: 1_000_000 });
  });
  const path = join(folder, 'run');
  const running = start('train', [`--model=${model}`, `--run=${path}`, '--threads=2']);
  while (!existsSync(join(path, 'metrics.jsonl'))) await sleep(20);
  await sleep(300);
  return running;
}

describe('a second signal', () => {
  it.each([
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGTERM'],
  ] as const)('after %s, %s ends the process as shells expect, and says nothing', async (first, second) => {
    const { child, finished } = await inALongStep();
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.kill(first);
    while (!output.includes('Once more to quit at once')) await sleep(10);
    const before = performance.now();
    child.kill(second);
    const { code, signal, stderr } = await finished;
    expect({ code, signal, stderr }).toEqual({ code: null, signal: second, stderr: '' });
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
