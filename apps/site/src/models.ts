/** The models that this build knows: every folder of models/ with its model.json, and the trained ones among them. */
import type { ModelInput } from '@kantor/spec';

const specs = import.meta.glob<ModelInput>('@models/*/model.json', { eager: true, import: 'default' });
const files = import.meta.glob<string>('@models/*/generator.onnx', {
  eager: true,
  import: 'default',
  query: '?url',
});

export interface Shipped {
  readonly name: string;
  readonly description: string;
  /** Where the generator is. */
  readonly url: string;
}

function nameOf(path: string): string {
  return path.split('/').at(-2) ?? '';
}

/** Models of points in the plane, by name. */
export function listToys(): Readonly<Record<string, ModelInput>> {
  const toys = Object.values(specs).filter(({ data }) => /gaussians|swiss-roll/.test(data.kind));
  return Object.fromEntries(toys.map((toy) => [toy.name, toy]));
}

/** Trained generators, by name. */
export function listShipped(): readonly Shipped[] {
  const described = new Map(Object.values(specs).map(({ name, description }) => [name, description ?? '']));
  return Object.entries(files).map(([path, url]) => {
    const name = nameOf(path);
    return { name, description: described.get(name) ?? '', url };
  });
}
