import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, hasPip, makeFixture, start, write, type Fixture } from './fixture.js';

const canRun = process.platform === 'linux' && process.arch === 'x64' && hasPip;
const reason = canRun ? '' : ' (skipped: needs Linux on x64 and Python with pip)';

let fixture: Fixture;
beforeEach(() => {
  if (canRun) fixture = makeFixture();
});
afterEach(() => {
  if (canRun) rmSync(fixture.folder, { recursive: true, force: true });
});

const make = (args: readonly string[] = [], index = fixture.wheels) => ended(start(fixture, index, args));
const inPackage = (path: string, name = 'tfjs-node') => join(fixture.packageFolder(name), path);

/** An index like PyPI's whose wheel stops half-way, and goes no further; tells when. */
async function stallingIndex(half: () => void): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/simple/')) {
      response.setHeader('Content-Type', 'text/html');
      response.end(`<a href="/${fixture.wheelName}">${fixture.wheelName}</a>`);
      return;
    }
    response.setHeader('Content-Length', fixture.wheel.length);
    response.write(fixture.wheel.subarray(0, fixture.wheel.length / 2), half);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/simple/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe.skipIf(!canRun)(`making libtensorflow${reason}`, { timeout: 120_000 }, () => {
  it('takes what is needed out of the wheel, builds, tries, and the second time has nothing to do', async () => {
    const first = await make();
    expect(first.output).toContain('tfjs-node: TensorFlow 2.15.1 on the CPU.');
    expect(first.output).toContain('tfjs-node-gpu: TensorFlow 2.15.1 on the CPU.');
    expect(first.code).toBe(0);

    expect(readdirSync(inPackage('deps')).sort()).toEqual(['include', 'kantor.json', 'lib']);
    expect(readFileSync(inPackage('deps/lib/libtensorflow.so'), 'utf8')).toMatch(/^library /);
    expect(readFileSync(inPackage('deps/include/tensorflow/c/c_api.h'), 'utf8')).toBe('// header');
    expect(readdirSync(fixture.packageFolder('tfjs-node')).sort()).toEqual(['deps', 'index.js', 'lib']);

    const built = readFileSync(inPackage('lib/napi-v8/tfjs_binding.node'), 'utf8');
    expect(built).toContain(`--module_path=${inPackage('lib/napi-v8')} --napi_build_version=8`);

    const library = (name: string) => statSync(inPackage('deps/lib/libtensorflow_cc.so.2', name));
    expect(library('tfjs-node-gpu').ino, 'one library for both').toBe(library('tfjs-node').ino);

    const before = library('tfjs-node').mtimeMs;
    const second = await make([], '/nowhere');
    expect(second.output.match(/it was there already, nothing to do/g)).toHaveLength(2);
    expect(second.output).not.toContain('Fetching');
    expect(second.code).toBe(0);
    expect(library('tfjs-node').mtimeMs).toBe(before);
  });

  it('goes on after a build that failed without fetching again, and shows what the compiler said', async () => {
    const nodeGyp = join(
      fixture.folder,
      'tools/libtensorflow/packages/node_modules/node-gyp/bin/node-gyp.js',
    );
    const good = readFileSync(nodeGyp, 'utf8');
    writeFileSync(nodeGyp, "console.error('error: no such type'); process.exitCode = 1;");
    const failed = await make(['--package=tfjs-node']);
    expect(failed.output).toContain('error: no such type');
    expect(failed.output).toMatch(/libtensorflow: `.*node-gyp\.js rebuild .*` failed \(exit code 1\)\./);
    expect(failed.output).not.toContain('    at ');
    expect(failed.code).toBe(1);

    writeFileSync(nodeGyp, good);
    const again = await make(['--package=tfjs-node'], '/nowhere');
    expect(again.output).not.toContain('Fetching');
    expect(again.code).toBe(0);
  });

  it('refuses a wheel of another hash and keeps what was there', async () => {
    write(inPackage('deps/lib/libtensorflow.so'), 'library of before');
    const requirements = join(fixture.folder, 'tools/libtensorflow/cpu.txt');
    writeFileSync(requirements, `tensorflow-cpu==2.15.1 --hash=sha256:${'0'.repeat(64)}\n`);
    const { code, output } = await make(['--package=tfjs-node']);
    expect(output).toContain('THESE PACKAGES DO NOT MATCH THE HASHES');
    expect(output).toContain('Nothing was changed; run it again.');
    expect(code).toBe(1);
    expect(readFileSync(inPackage('deps/lib/libtensorflow.so'), 'utf8')).toBe('library of before');
    expect(existsSync(inPackage('deps.partial'))).toBe(false);
  });

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'stopped by %s in mid-download, leaves no deps, and nothing in the way of the next run',
    async (signal) => {
      let stop = () => {};
      const index = await stallingIndex(() => stop());
      const child = start(fixture, index.url, ['--package=tfjs-node']);
      stop = () => process.kill(-(child.pid ?? 0), signal);
      const { code, output } = await ended(child);
      index.close();
      expect(existsSync(inPackage('deps'))).toBe(false);
      if (signal === 'SIGINT') {
        expect(output).toContain('libtensorflow: stopped. Run it again to go on.');
        expect(code).toBe(130);
        expect(existsSync(inPackage('deps.partial'))).toBe(false);
        return;
      }

      const again = await make(['--package=tfjs-node']);
      expect(again.code).toBe(0);
      expect(existsSync(inPackage('deps.partial'))).toBe(false);
    },
  );

  it('asks for a compiler before it fetches anything', async () => {
    const main = start(fixture, fixture.wheels, ['--package=tfjs-node'], { CXX: 'no-such-compiler' });
    const { code, output } = await ended(main);
    expect(output).toContain('No C++ compiler here: `no-such-compiler --version` does not run.');
    expect(output).toContain('sudo apt-get install g++ make python3 python3-venv');
    expect(output).not.toContain('Fetching');
    expect(code).toBe(1);
  });

  it('ends with a line and no stack where a flag is wrong', async () => {
    const { code, output } = await make(['--gpu']);
    expect(output).toBe(
      'libtensorflow: There is no flag --gpu; there are --package, --cuda, --force, --help.\n',
    );
    expect(code).toBe(1);
  });
});
