import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, forBrowsersOnly, forNodeOnly, mayImport, tagOf } from '../../tools/boundaries.mjs';
import {
  importedPackages,
  listProjects,
  ownDependencies,
  readJson,
  root,
  type Manifest,
  type Project,
} from './workspace.js';

interface TypeScriptConfig {
  readonly references?: readonly { readonly path: string }[];
  readonly exclude?: readonly string[];
}

const projects = listProjects();
const libraries = projects.filter(({ folder }) => folder.startsWith('libs/'));
const workspace = readJson<Manifest>('package.json');

describe('the import table', () => {
  it('names every project, and no others', () => {
    expect(Object.keys(mayImport).map(folderOf).sort()).toEqual(projects.map(({ folder }) => folder).sort());
  });

  it('has no cycle', () => {
    const below = (name: string, path: readonly string[]): void => {
      expect(path, 'projects that import one another in a circle').not.toContain(name);
      for (const next of mayImport[name] ?? []) below(next, [...path, name]);
    };
    for (const name of Object.keys(mayImport)) below(name, []);
  });
});

describe.each(projects)('$folder', (project) => {
  const { name, folder, manifest } = project;

  it('depends on no project that it may not import', () => {
    expect(mayImport[name]).toEqual(expect.arrayContaining([...ownDependencies(project)]));
  });

  it('has the packages that its sources import as dependencies', () => {
    const { dependencies: own, optionalDependencies, peerDependencies } = manifest;
    const published = { ...own, ...optionalDependencies, ...peerDependencies };
    const dependencies = Object.keys(
      manifest.private ? { ...published, ...manifest.devDependencies } : published,
    );
    expect(dependencies).toEqual(expect.arrayContaining([...importedPackages(project)]));
  });

  it('has no project as a dependency that its sources do not import', () => {
    const imported = importedPackages(project).filter((other) => other.startsWith('@kantor/'));
    expect(ownDependencies(project).map((other) => `@kantor/${other}`)).toEqual(imported);
  });

  it('builds after the projects that it depends on', () => {
    const { references = [] } = readJson<TypeScriptConfig>(`${folder}/tsconfig.json`);
    const projectsBefore = references.map(({ path }) => path.split('/').at(-1)).filter(isProject);
    expect(projectsBefore.sort()).toEqual(ownDependencies(project));
  });

  it('is part of the whole build', () => {
    const { references = [] } = readJson<TypeScriptConfig>('tsconfig.build.json');
    expect(references.map(({ path }) => path)).toContain(folder);
  });

  it('has the DOM in its part for browsers, if it has one, and nowhere else', () => {
    const web = existsSync(join(root, folder, 'src/web.ts'));
    const { exclude = [] } = readJson<TypeScriptConfig>(`${folder}/tsconfig.json`);
    const { references = [] } = readJson<TypeScriptConfig>('tsconfig.build.json');
    const parts = references.map(({ path }) => path).filter((path) => path === `${folder}/tsconfig.web.json`);
    expect(parts).toHaveLength(web ? 1 : 0);
    if (web) expect(exclude).toEqual(expect.arrayContaining(['src/web.ts', 'src/web']));
  });

  it('carries the tags that the lint rule goes by', () => {
    const [tag, platform, ...others] = manifest.nx?.tags ?? [];
    expect(tag).toBe(tagOf(name));
    expect(others).toEqual([]);
    const node = forNodeOnly.includes(name) || !folder.startsWith('libs/');
    const elsewhere = forBrowsersOnly.includes(name) ? 'platform:web' : 'platform:node';
    expect(platform).toBe(node ? elsewhere : 'platform:any');
  });

  it('shares version, licence and module format with the workspace', () => {
    expect(manifest.name).toBe(`@kantor/${name}`);
    expect(manifest.version).toBe(workspace.version);
    expect(manifest.license).toBe('Apache-2.0');
    expect(manifest.type).toBe('module');
    for (const other of ownDependencies(project)) {
      expect(manifest.dependencies?.[`@kantor/${other}`]).toBe(workspace.version);
    }
  });
});

describe.each(libraries)('$folder as a package', ({ folder, manifest }) => {
  const { './package.json': own, ...entries } = manifest.exports ?? {};

  it('says what it is and where it runs', () => {
    expect(manifest.private).toBeUndefined();
    expect(manifest.description).toMatch(/^\S.+\.$/);
    expect(manifest.engines).toEqual(workspace.engines);
    expect(manifest.files).toEqual(['dist', '!dist/*.tsbuildinfo']);
    expect(own).toBe('./package.json');
  });

  it('has its commands where npm finds them to link before anything is built', () => {
    for (const path of Object.values(manifest.bin ?? {})) {
      expect(path).not.toMatch(/^dist\b/);
      accessSync(join(root, folder, path), constants.X_OK);
    }
  });

  it.each(Object.entries(entries))(
    '%s leads to its source here and to its build elsewhere',
    (entry, target) => {
      const file = entry === '.' ? 'index' : entry.slice('./'.length);
      expect(Object.entries(target)).toEqual([
        ['@kantor/source', `./src/${file}.ts`],
        ['types', `./dist/${file}.d.ts`],
        ['default', `./dist/${file}.js`],
      ]);
      expect(readFileSync(join(root, folder, 'src', `${file}.ts`), 'utf8')).not.toMatch(/^export \* /m);
    },
  );
});

function isProject(name: string | undefined): name is string {
  return name !== undefined && projects.some((project: Project) => project.name === name);
}
