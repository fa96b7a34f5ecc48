/** Values against JSON schemas. */
import { z } from 'zod';

/** What is wrong with a value; empty if nothing is. References must have been resolved. */
export function issuesOf(schema: object, value: unknown): readonly unknown[] {
  return (
    z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value).error?.issues ?? []
  );
}
