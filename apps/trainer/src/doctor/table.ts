/** Lays text out for a terminal: a table whose last column wraps, and labelled lines that wrap. */

/** Words, and what stands between backticks as one: a command is to be copied whole. */
function unbreakable(text: string, width: number): string[] {
  const parts = text.match(/`[^`]*`\S*|\S+/g) ?? [''];
  return parts.flatMap((part) => (part.length > width ? part.split(' ') : [part]));
}

/** Breaks text at spaces into lines of at most `width` columns; a word that is longer has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of unbreakable(text, width)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

const gap = '  ';

export interface Table {
  readonly heading: readonly string[];
  /** Cells; a last cell of several paragraphs is wrapped paragraph by paragraph. */
  readonly rows: readonly (readonly [...string[], readonly string[]])[];
  /** Columns whose cells stand to the right. */
  readonly right?: readonly number[];
}

/** @param width columns of the terminal; the last column of the table takes what the others leave. */
export function formatTable({ heading, rows, right = [] }: Table, width: number): string[] {
  const last = heading.length - 1;
  const short = rows.map((row) => row.slice(0, last) as string[]);
  const widths = heading
    .slice(0, last)
    .map((title, column) => Math.max(title.length, ...short.map((cells) => cells[column].length)));
  const indent = widths.reduce((sum, each) => sum + each + gap.length, 0);
  const room = Math.max(20, width - indent);
  const pad = (cell: string, column: number) =>
    right.includes(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]);
  const line = (cells: readonly string[], text: string) => [...cells.map(pad), text].join(gap).trimEnd();
  const rule = [...widths, room].map((each) => '-'.repeat(each)).join(gap);
  return [
    line(heading.slice(0, last), heading[last]),
    rule,
    ...rows.flatMap((row, index) => {
      const [first, ...rest] = (row[last] as readonly string[]).flatMap((text) => hang(text, room));
      return [line(short[index], first), ...rest.map((text) => `${' '.repeat(indent)}${text}`)];
    }),
  ];
}

/** Wraps a paragraph; what follows a mark such as `→ ` is set in by its width. */
function hang(text: string, width: number): string[] {
  const [mark = ''] = /^(?:→|->|Fix:) /.exec(text) ?? [];
  const lines = wrap(text.slice(mark.length), width - mark.length);
  return lines.map((line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line);
}

/** `GPU       none found`, with the labels under one another. */
export function formatFacts(
  facts: readonly (readonly [label: string, text: string])[],
  width: number,
): string[] {
  const labels = Math.max(...facts.map(([label]) => label.length)) + gap.length;
  return facts.flatMap(([label, text]) =>
    wrap(text, width - labels).map((line, index) => (index === 0 ? label : '').padEnd(labels) + line),
  );
}
