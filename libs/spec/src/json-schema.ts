/** model.json's schema as JSON Schema, for editors to complete and check it. `models/model.schema.json` is this. */
import * as z from 'zod';
import { modelSchema } from './model.js';

/** A JSON Schema (draft 2020-12) of what may stand in model.json; defaults may be left out. */
export function modelJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(modelSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // Zod limits whole numbers to those that a double holds; nobody wants to read that.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}
