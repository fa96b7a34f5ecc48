/** The tables of docs/server.md, made from what the built server goes by. */
import { properties, names } from '../dist/config/schema.js';
import { faults } from '../dist/faults.js';
import { createMetrics } from '../dist/metrics.js';

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

/** @param {string} name */
const flagOf = (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Defaults that depend on the machine, in words. @type {Readonly<Record<string, string>>} */
const inWords = { instances: 'the cores, at most 2' };

function configTable() {
  const rows = names.map((name) => {
    const { description, enum: choices, default: standard } = properties[name];
    const [, text = '', said] = /^(.*?)(?: {2}\[default: (.*)\])?$/.exec(description) ?? [];
    const shown = Array.isArray(standard)
      ? 'none'
      : standard === undefined
        ? 'none'
        : `\`${typeof standard === 'string' ? standard : JSON.stringify(standard)}\``;
    const words = choices ? `: ${choices.map((choice) => `\`${choice}\``).join(', ')}` : '';
    return [`\`${flagOf(name)}\``, inWords[name] ?? said ?? shown, text + words];
  });
  return table(['option', 'default', 'what it is'], rows);
}

function faultTable() {
  const rows = Object.entries(faults).map(([code, { status, grpc, cure }]) => {
    return [`\`${code}\``, String(status), `\`${grpc}\``, cure];
  });
  return table(['code', 'HTTP', 'gRPC', 'what to do'], rows);
}

/** Without those that prom-client has of every Node process. */
async function metricTable() {
  const metrics = createMetrics();
  metrics.watch(() => []);
  const text = await metrics.text();
  const rows = [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\w+)$/gm)]
    .filter(([, name = '']) => /^(?:kantor|nv)_/.test(name))
    .map(([, name = '', help = '', type = '']) => [`\`${name}\``, type, help]);
  return table(['metric', 'type', 'what it counts'], rows);
}

/** @returns the page with its tables as they are now; each stands between two comments. @param {string} page */
export async function withTables(page) {
  const tables = { config: configTable(), faults: faultTable(), metrics: await metricTable() };
  return Object.entries(tables).reduce((text, [name, made]) => {
    const place = new RegExp(`(<!-- table: ${name} -->\\n)[^]*?(\\n<!-- end of the table -->)`);
    if (!place.test(text)) throw new Error(`The page has no place for the table '${name}'.`);
    return text.replace(place, (_, before, after) => `${before}\n${made}\n${after}`);
  }, page);
}
