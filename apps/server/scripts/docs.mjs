/** Writes the tables of docs/server.md anew: `node apps/server/scripts/docs.mjs`, after a build. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { withTables } from './tables.mjs';

const path = fileURLToPath(new URL('../../../docs/server.md', import.meta.url));
const page = await withTables(readFileSync(path, 'utf8'));
writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
