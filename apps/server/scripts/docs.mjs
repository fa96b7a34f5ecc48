/** Writes the tables of docs/server.md anew: `node apps/server/scripts/docs.mjs`, after a build; with `--check` says whether they are current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { withTables } from './tables.mjs';

const path = fileURLToPath(new URL('../../../docs/server.md', import.meta.url));
const before = readFileSync(path, 'utf8');
const after = await format(await withTables(before), { ...(await resolveConfig(path)), filepath: path });
if (!process.argv.includes('--check')) writeFileSync(path, after);
else if (after !== before) {
  console.error(
    'The tables of docs/server.md are not current; `node apps/server/scripts/docs.mjs` writes them.',
  );
  process.exit(1);
}
