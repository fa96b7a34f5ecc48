/** Writes models/model.schema.json from the built schema. Run it with `npm run schema -w @kantor/spec`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath, URL } from 'node:url';
import { modelJsonSchema } from '@kantor/spec';
import { format, resolveConfig } from 'prettier';

const path = fileURLToPath(new URL('../../../models/model.schema.json', import.meta.url));
const options = { ...(await resolveConfig(path)), filepath: path };
await writeFile(path, await format(JSON.stringify(modelJsonSchema()), options));
