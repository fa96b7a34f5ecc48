/** Which model a path names, with or without its version. */
import { z } from 'zod';

export interface ModelParams {
  readonly model: string;
  readonly version?: string;
}

const model = z.string().describe('The name of a model.');

/** The two paths of everything that belongs to a model, with the schema of what they name. */
export function modelPaths(rest: string): readonly { readonly url: string; readonly params: object }[] {
  return [
    { url: `/v2/models/:model${rest}`, params: jsonSchema(z.object({ model })) },
    {
      url: `/v2/models/:model/versions/:version${rest}`,
      params: jsonSchema(z.object({ model, version: z.string().describe('One of its versions.') })),
    },
  ];
}

/** For documentation; without `$schema`, which OpenAPI does not want inside. Fields that are not in it are passed over. */
export function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
