/** The lock file of the folder that runs by itself: the same packages as in that of the workspace, without the rest. */

/**
 * @typedef {{
 *   version?: string, resolved?: string, link?: boolean, dev?: boolean, optional?: boolean, peer?: boolean,
 *   devOptional?: boolean, dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>, peerDependenciesMeta?: Record<string, { optional?: boolean }>,
 * }} Locked
 * @typedef {{ lockfileVersion: number, packages: Record<string, Locked> }} Lock
 * @typedef {Record<string, unknown> & { name: string, version: string, dependencies: Record<string, string> }} Written
 */

/**
 * What Node finds for a name, from a package at a path of the lock file; undefined if there is none.
 * @param {Record<string, unknown>} packages
 * @param {string} path
 * @param {string} name
 * @returns {string | undefined}
 */
function find(packages, path, name) {
  const folders = [
    path,
    ...[...path.matchAll(/\/node_modules\//g)].map(({ index }) => path.slice(0, index)).reverse(),
  ];
  const places = [...folders.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`];
  return places.find((place) => place in packages);
}

/**
 * Names that a package cannot do without, and those that it can.
 * @param {Locked} locked
 */
function needsOf({
  dependencies = {},
  optionalDependencies = {},
  peerDependencies = {},
  peerDependenciesMeta = {},
}) {
  const peers = Object.keys(peerDependencies);
  const optional = Object.keys(optionalDependencies);
  const needed = [
    ...Object.keys(dependencies),
    ...peers.filter((name) => !peerDependenciesMeta[name]?.optional),
  ];
  return { needed: needed.filter((name) => !optional.includes(name)), optional };
}

/**
 * @param {Record<string, Written>} manifests of the folder itself, under '', and of the libraries in it
 * @param {Lock} workspace
 */
export function lockFor(manifests, workspace) {
  const source = workspace.packages;
  /** @type {Record<string, Locked>} */
  const packages = {};
  /** Where the workspace's lock file has what is at a path here. @type {Map<string, string>} */
  const origins = new Map();
  for (const [
    path,
    { private: _, main: _main, exports: _exports, type: _type, overrides: _o, ...kept },
  ] of Object.entries(manifests)) {
    packages[path] = kept;
    if (path !== '') packages[`node_modules/${kept.name}`] = { resolved: path, link: true };
  }
  /** @type {{ at: string, from: string, names: ReturnType<typeof needsOf> }[]} */
  const open = Object.entries(manifests).map(([at, manifest]) => {
    const from = at === '' ? 'apps/server' : at.replace('packages/', 'libs/');
    const third = Object.fromEntries(
      Object.entries(manifest.dependencies).filter(([, spec]) => !spec.startsWith('file:')),
    );
    return { at, from, names: needsOf({ dependencies: third }) };
  });
  for (let next = open.shift(); next; next = open.shift()) {
    const { at, from, names } = next;
    for (const name of [...names.needed, ...names.optional]) {
      const origin = find(source, from, name);
      if (origin === undefined) {
        if (names.optional.includes(name)) continue;
        throw new Error(`package-lock.json has no ${name}, which ${from} needs; run npm install.`);
      }
      const there = find(packages, at, name);
      if (there !== undefined && origins.get(there) === origin) continue;
      const place =
        there === undefined ? `node_modules/${name}` : `${at === '' ? '' : `${at}/`}node_modules/${name}`;
      if (place in packages) throw new Error(`Two versions of ${name} would be at ${place}.`);
      const { dev: _dev, peer: _peer, devOptional: _devOptional, ...locked } = source[origin] ?? {};
      packages[place] = locked;
      origins.set(place, origin);
      open.push({ at: place, from: origin, names: needsOf(locked) });
    }
  }
  requireSame(packages, origins, source);
  const [{ name, version }] = Object.values(manifests);
  return { name, version, lockfileVersion: workspace.lockfileVersion, requires: true, packages };
}

/**
 * Each package must find here what it finds in the workspace.
 * @param {Record<string, Locked>} packages
 * @param {ReadonlyMap<string, string>} origins
 * @param {Record<string, Locked>} source
 */
function requireSame(packages, origins, source) {
  for (const [at, from] of origins) {
    for (const name of needsOf(packages[at] ?? {}).needed) {
      const there = find(packages, at, name);
      if (there === undefined || origins.get(there) !== find(source, from, name)) {
        throw new Error(`${at} would find another ${name} than in the workspace.`);
      }
    }
  }
}
