/** Answers and bodies by their media types, as OpenAPI describes them. */

/** What is neither text nor JSON. */
export const bytes = { type: 'string', format: 'binary' } as const;

/** Text that is no JSON as a whole. */
export const text = { type: 'string' } as const;

/** @param byType the schema of each media type. */
export function contentOf(byType: Readonly<Record<string, object>>): { readonly content: object } {
  const content = Object.entries(byType).map(([type, schema]) => [type, { schema }] as const);
  return { content: Object.fromEntries(content) };
}
