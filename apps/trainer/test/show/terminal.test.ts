import { describe, expect, it } from 'vitest';
import { canColor, canUnicode } from '../../src/show/terminal.js';

describe('what a terminal can show', () => {
  it('has block characters in a UTF-8 locale, the most special variable deciding', () => {
    expect(canUnicode({ LANG: 'de_DE.UTF-8' }, 'linux')).toBe(true);
    expect(canUnicode({ LANG: 'C.utf8' }, 'linux')).toBe(true);
    expect(canUnicode({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, 'linux')).toBe(false);
    expect(canUnicode({ LANG: 'C', LC_CTYPE: 'en_US.UTF-8', LC_ALL: '' }, 'linux')).toBe(true);
    expect(canUnicode({}, 'linux')).toBe(false);
  });

  it('knows the consoles that cannot, and those that can without a locale', () => {
    expect(canUnicode({ LANG: 'en_US.UTF-8', TERM: 'linux' }, 'linux')).toBe(false);
    expect(canUnicode({}, 'win32')).toBe(false);
    expect(canUnicode({ WT_SESSION: 'x' }, 'win32')).toBe(true);
    expect(canUnicode({}, 'darwin')).toBe(true);
  });

  it('has colours unless told otherwise', () => {
    expect(canColor({})).toBe(true);
    expect(canColor({ NO_COLOR: '' })).toBe(true);
    expect(canColor({ NO_COLOR: '1' })).toBe(false);
    expect(canColor({ TERM: 'dumb' })).toBe(false);
  });
});
