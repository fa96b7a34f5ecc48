import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder, openDataset, readImageFolder } from '../src/node.js';
import { green, plain, red, save } from './pictures.js';
import { temporaryFolder } from './temporary.js';

/** A folder with two pictures, a cache, and a reader that counts the pictures decoded and keeps warnings. */
async function setUp() {
  const [folder, cache] = [await temporaryFolder(), await temporaryFolder()];
  await save(folder, 'a.png', plain(8, 8, red));
  await save(folder, 'b.png', plain(8, 8, green));
  const warnings: string[] = [];
  let decoded = 0;
  const read = async (size = 8, where = cache) => {
    decoded = 0;
    const onProgress = (done: number) => (decoded = done);
    const onWarning = (message: string) => warnings.push(message);
    const { bytes } = await readImageFolder(
      folder,
      { size, channels: 3 },
      { cache: where, onProgress, onWarning },
    );
    return { bytes: Buffer.from(bytes), decoded };
  };
  const packs = async () => (await readdir(cache)).map((name) => join(cache, name));
  return { folder, cache, warnings, read, packs };
}

describe('the cache of packs', () => {
  it('gives the same pixels again without decoding', async () => {
    const { read, packs, warnings } = await setUp();
    const first = await read();
    expect(first.decoded).toBe(2);
    expect(await read()).toEqual({ bytes: first.bytes, decoded: 0 });
    expect(await packs()).toHaveLength(1); // and no temporary file
    expect(warnings).toEqual([]);
  });

  it('decodes again when a file comes or changes, or another size is asked', async () => {
    const { folder, read } = await setUp();
    await read();
    expect((await read(4)).decoded).toBe(2);
    await save(folder, 'c.png', plain(8, 8, red));
    expect((await read()).decoded).toBe(3);
    await utimes(join(folder, 'c.png'), 1, 1);
    expect((await read()).decoded).toBe(3);
    await save(folder, 'b.png', plain(8, 8, red));
    const changed = await read();
    expect(changed.decoded).toBe(3);
    expect([...changed.bytes.subarray(192, 256)]).toEqual(new Array(64).fill(255)); // red plane of b.png
  });

  it.each([
    ['a flipped bit', (file: Buffer) => ((file[file.length - 5] ^= 1), file)],
    ['a lost end', (file: Buffer) => file.subarray(0, -1)],
    ['a longer end', (file: Buffer) => Buffer.concat([file, Buffer.alloc(1)])],
    ['another beginning', (file: Buffer) => ((file[0] = 0), file)],
    ['a broken header', (file: Buffer) => ((file[12] = 0), file)],
    ['nothing in it', () => Buffer.alloc(0)],
  ])('makes a pack anew that has %s, with a warning', async (_, damage) => {
    const { read, packs, warnings } = await setUp();
    const { bytes } = await read();
    const [pack] = await packs();
    const whole = await readFile(pack);
    await writeFile(pack, damage(Buffer.from(whole)));
    expect(await read()).toEqual({ bytes, decoded: 2 });
    expect(warnings).toEqual([`The cached pack ${pack} is damaged. It is made anew.`]);
    expect(Buffer.compare(await readFile(pack), whole)).toBe(0);
  });

  it('is done without where it cannot be written, with a warning', async () => {
    const { folder, read, warnings } = await setUp();
    expect((await read(8, join(folder, 'a.png', 'cache'))).decoded).toBe(2);
    expect(warnings.at(-1)).toMatch(/cannot be cached in .*KANTOR_CACHE/);
  });

  it('lies where the environment says', () => {
    const home = join(homedir(), '.cache', 'kantor');
    expect(cacheFolder({})).toBe(home);
    expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache' })).toBe('/var/cache/kantor');
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' })).toBe(home);
    expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache', KANTOR_CACHE: '/data/packs' })).toBe('/data/packs');
  });
});

describe('openDataset', () => {
  it('opens a folder as normalised, shuffled batches', async () => {
    const { folder, cache } = await setUp();
    const source = await openDataset(
      { kind: 'folder', size: 2, channels: 3, range: [-1, 1] },
      { seed: 0, folder, cache },
    );
    expect(source.sampleShape).toEqual([3, 2, 2]);
    const { data } = source.batch(0, 2); // one red, one green, in some order
    const firsts = [data.slice(0, 12), data.slice(12)].map((image) => [image[0], image[4], image[8]].join());
    expect(firsts.sort()).toEqual(['-1,1,-1', '1,-1,-1']);
  });

  it('opens the toys by name, and refuses a folder for them', async () => {
    for (const kind of ['eight-gaussians', 'twentyfive-gaussians', 'swiss-roll'] as const) {
      expect((await openDataset({ kind }, { seed: 0 })).batch(0, 5).shape).toEqual([5, 2]);
      await expect(openDataset({ kind }, { seed: 0, folder: '/tmp' })).rejects.toThrow(/Leave out --data/);
    }
  });

  it('names the kinds there are', async () => {
    const data = { kind: 'imagenet' } as unknown as { kind: 'swiss-roll' };
    await expect(openDataset(data, { seed: 0 })).rejects.toThrow(
      /no data of kind 'imagenet'. Kinds are mnist/,
    );
  });
});
