/** What a terminal can show, judged from the environment it is given. It writes nothing. */

export type Environment = Readonly<Record<string, string | undefined>>;

/** True where block characters will be seen as such: a UTF-8 locale, or Windows' own newer terminals. */
export function canUnicode(environment: Environment, platform: NodeJS.Platform): boolean {
  if (environment['TERM'] === 'linux' || environment['TERM'] === 'dumb') return false;
  if (platform === 'win32') {
    return environment['WT_SESSION'] !== undefined || environment['TERM_PROGRAM'] === 'vscode';
  }
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'];
  if (!locale) return platform === 'darwin';
  return /utf-?8/i.test(locale);
}

/** True unless `NO_COLOR` is set to anything but nothing (no-color.org), or the terminal is `dumb`. */
export function canColor(environment: Environment): boolean {
  return !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}
