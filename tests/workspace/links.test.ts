import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles, listProjects, readJson, root, type Manifest } from './workspace.js';

const pages = listFiles('.', '.md');
const scripts = Object.keys(readJson<Manifest>('package.json').scripts ?? {});
const targets = listProjects().flatMap(({ name, manifest }) =>
  ['build', ...Object.keys(manifest.nx?.targets ?? {})].map((target) => `${name}:${target}`),
);

/** The anchor that a heading gets on GitHub. */
function anchorOf(heading: string): string {
  const letters = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '');
  return letters.trim().replaceAll(' ', '-');
}

function brokenLinks(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8').replace(/```[^]*?```/g, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
  return links.filter((link) => {
    if (/^(https?|mailto):/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return true;
    if (anchor === undefined) return false;
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)];
    return !headings.some(([, heading = '']) => anchorOf(heading) === anchor);
  });
}

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  it('has no link into the void', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('names no script or target that is not there', () => {
    const named = [...text.matchAll(/npm (?:run )?([\w:]+)/g)].map(([, script = '']) => script);
    const asked = named.filter((script) => script === 'test' || script === 'start' || script.includes(':'));
    expect(scripts).toEqual(expect.arrayContaining(asked));
    const run = [...text.matchAll(/npx nx run ([\w-]+:[\w-]+)/g)].map(([, target = '']) => target);
    expect(targets).toEqual(expect.arrayContaining(run));
  });
});
