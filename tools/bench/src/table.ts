/** Plain tables for a terminal and for Markdown: the first column to the left, the others to the right. */

/** Rows of cells as lines, with a rule under the heading. Numbers are given as text, already rounded. */
export function formatTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((_, column) =>
    Math.max(...[heading, ...rows].map((row) => [...(row[column] ?? '')].length)),
  );
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => pad(row[column] ?? '', width, column === 0)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(heading), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function pad(text: string, width: number, left: boolean): string {
  const missing = ' '.repeat(width - [...text].length);
  return left ? text + missing : missing + text;
}

/** A number for a table: few digits, never an exponent; a dash where there is none. */
export function figure(value: number | undefined, digits = 1): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);
}

export function percent(value: number | undefined, digits = 0): string {
  return value === undefined || Number.isNaN(value) ? '–' : `${(100 * value).toFixed(digits)} %`;
}

export function threadsOf(threads: number): string {
  return `${threads} thread${threads === 1 ? '' : 's'}`;
}
