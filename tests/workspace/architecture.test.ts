import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderOf, mayImport } from '../../tools/boundaries.mjs';
import { listProjects, ownDependencies, root } from './workspace.js';

const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const direct = new Map(listProjects().map((project) => [project.name, ownDependencies(project)]));

/** Everything that a project imports, itself or through others. */
function reach(name: string): ReadonlySet<string> {
  const next = direct.get(name) ?? [];
  return new Set([...next, ...next.flatMap((other) => [...reach(other)])]);
}

it('draws an arrow for each dependency that no other arrow implies', () => {
  const arrows = [...direct].flatMap(([from, dependencies]) =>
    dependencies
      .filter((to) => !dependencies.some((other) => reach(other).has(to)))
      .map((to) => `${from} --> ${to}`),
  );
  const [, drawing = ''] = /```mermaid\n([^]*?)```/.exec(page) ?? [];
  // `graph` is a word of Mermaid's own, so the node is called `graph_`.
  const drawn = [...drawing.matchAll(/^ *([\w-]+ --> [\w-]+)$/gm)].map(([, arrow = '']) =>
    arrow.replace('graph_', 'graph'),
  );
  expect(drawn.sort()).toEqual(arrows.sort());
});

it('has the table of who may import whom that lint goes by', () => {
  const rows = [...page.matchAll(/^\| `(\w+\/[\w-]+)` +\| (.*?) +\|$/gm)].map(([, folder, names = '']) => [
    folder,
    names === '–' ? [] : names.split(', '),
  ]);
  expect(rows).toEqual(Object.entries(mayImport).map(([name, others]) => [folderOf(name), others]));
});
