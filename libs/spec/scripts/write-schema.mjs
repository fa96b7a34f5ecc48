/** Writes models/model.schema.json and docs/model.md from the built schema. Run it with `npm run schema -w @kantor/spec`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath, URL } from 'node:url';
import { modelJsonSchema } from '@kantor/spec';
import { format, resolveConfig } from 'prettier';
import { modelPage } from './model-page.mjs';

const root = new URL('../../../', import.meta.url);
const schema = modelJsonSchema();
const files = { 'models/model.schema.json': JSON.stringify(schema), 'docs/model.md': modelPage(schema) };
for (const [name, content] of Object.entries(files)) {
  const path = fileURLToPath(new URL(name, root));
  await writeFile(path, await format(content, { ...(await resolveConfig(path)), filepath: path }));
}
