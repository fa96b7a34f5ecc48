import { describe, expect, it } from 'vitest';
import { help, parseOptions } from '../../tools/libtensorflow/options.mjs';

describe('the command line of libtensorflow', () => {
  it('makes both packages for the CPU if nothing is said', () => {
    expect(parseOptions([])).toEqual({
      packages: ['tfjs-node', 'tfjs-node-gpu'],
      device: 'cpu',
      force: false,
      help: false,
    });
  });

  it('takes one package, written either way', () => {
    expect(parseOptions(['--package=tfjs-node']).packages).toEqual(['tfjs-node']);
    expect(parseOptions(['--package', 'tfjs-node-gpu']).packages).toEqual(['tfjs-node-gpu']);
    expect(parseOptions(['--package=all'])).toEqual(parseOptions([]));
  });

  it('takes --cuda for tfjs-node-gpu', () => {
    expect(parseOptions(['--cuda'])).toMatchObject({ packages: ['tfjs-node-gpu'], device: 'cuda' });
    expect(parseOptions(['--cuda', '--package=tfjs-node-gpu'])).toEqual(parseOptions(['--cuda']));
  });

  it.each([
    [['--cpu'], 'There is no flag --cpu; there are --package, --cuda, --force, --help.'],
    [['-x'], 'There is no flag -x; there are --package, --cuda, --force, --help.'],
    [['tfjs-node'], "'tfjs-node' is not understood: flags look like --package=tfjs-node. --help lists them."],
    [['--package'], '--package needs a value: tfjs-node, tfjs-node-gpu or all.'],
    [['--package='], '--package needs a value: tfjs-node, tfjs-node-gpu or all.'],
    [['--package=tfjs'], '--package=tfjs is not known; it can be tfjs-node, tfjs-node-gpu or all.'],
    [['--cuda=yes'], '--cuda takes no value.'],
    [['--cuda', '--package=tfjs-node'], '--cuda is for tfjs-node-gpu alone'],
    [['--cuda', '--package=all'], '--cuda is for tfjs-node-gpu alone'],
  ])('%j is an error that says what is right', (args, message) => {
    expect(() => parseOptions(args)).toThrow(expect.objectContaining({ name: 'Fault' }));
    expect(() => parseOptions(args)).toThrow(message);
  });

  it('explains every flag in its help', () => {
    for (const flag of ['--package', '--cuda', '--force', '--help']) expect(help).toContain(`  ${flag}`);
  });
});
