/** Options that are true or false, as flags: the same words as in the environment, and no others. */
import { describe, expect, it } from 'vitest';
import yargs from 'yargs';
import { configFlags, givenBy } from '../src/config/flags.js';
import { readConfig } from '../src/config/read.js';
import type { Config } from '../src/config/schema.js';

async function configOf(...args: readonly string[]): Promise<Config> {
  const argv = await yargs([...args])
    .options(configFlags)
    .strict()
    .exitProcess(false)
    .parseAsync();
  return readConfig(givenBy(argv, args), {}, undefined);
}

describe('a switch', () => {
  it.each([
    ['--grpc', true],
    ['--grpc=true', true],
    ['--grpc=1', true],
    ['--grpc=TRUE', true],
    ['--no-grpc', false],
    ['--grpc=false', false],
    ['--grpc=0', false],
    ['--grpc=False', false],
  ])('%s is %s, first and last', async (flag, grpc) => {
    const other = ['--max-batch=3', '--host=::1'];
    for (const args of [[flag], [flag, ...other], [...other, flag]]) {
      expect(await configOf(...args)).toMatchObject({ grpc });
    }
  });

  it('may have its word apart, if that is true or false', async () => {
    expect(await configOf('--grpc', 'false', '--model-control', 'true')).toMatchObject({
      grpc: false,
      modelControl: true,
    });
  });

  it('is known by its name in camelCase too', async () => {
    expect(await configOf('--modelControl=1')).toMatchObject({ modelControl: true });
    await expect(configOf('--modelControl=yes')).rejects.toThrow('modelControl: expected true or false');
  });

  it('is what was said last', async () => {
    expect(await configOf('--grpc=maybe', '--grpc')).toMatchObject({ grpc: true });
    expect(await configOf('--grpc=1', '--no-grpc')).toMatchObject({ grpc: false });
    expect(await configOf('--no-grpc', '--grpc=1')).toMatchObject({ grpc: true });
  });

  it.each([
    ['--grpc=maybe', 'grpc: expected true or false; got "maybe"'],
    ['--model-control=yes', 'modelControl: expected true or false; got "yes"'],
    ['--http2=on', 'http2: expected true or false; got "on"'],
    ['--blocked=', 'blocked: expected true or false; got ""'],
  ])('%s is refused', async (flag, words) => {
    await expect(configOf(flag, '--max-batch=3')).rejects.toMatchObject({
      code: 'server/config',
      message: expect.stringContaining(words),
    });
  });

  it('in the environment is held to the same words', () => {
    expect(readConfig({}, { KANTOR_MODEL_CONTROL: '1', KANTOR_GRPC: 'False' }, undefined)).toMatchObject({
      modelControl: true,
      grpc: false,
    });
    expect(() => readConfig({}, { KANTOR_GRPC: 'maybe' }, undefined)).toThrow(
      'grpc: expected true or false; got "maybe"',
    );
  });

  it('is a switch in --help', async () => {
    const help = await yargs([]).options(configFlags).wrap(null).getHelp();
    for (const name of ['grpc', 'blocked', 'model-control', 'http2']) {
      expect(help).toMatch(new RegExp(`--${name} .*\\[boolean\\]`));
    }
  });
});
