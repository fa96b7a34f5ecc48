/** Lists of names on the command line. */
import { expect, it } from 'vitest';
import { choices } from '../../src/server/choices.js';

const read = choices('only', ['bare', 'ours']);

it('reads names with commas between them', () => expect(read('ours, bare')).toEqual(['ours', 'bare']));
it('names what it does not know, what it knows, and what was meant', () => {
  expect(() => read('ours,baer')).toThrow(/--only takes bare, ours.*got 'baer'.*mean bare\?/);
});
it.each(['', 'ours,'])("refuses '%s'", (text) => expect(() => read(text)).toThrow(/--only takes/));
