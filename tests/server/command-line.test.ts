/** What the command line says of mistakes, and of what it was told. */
import { createServer, type AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { echo } from '../sampler/support/models.js';
import { modelFolder, temporaryFolder } from './support/folder.js';
import { run, startServer, type Ended, type StartOptions } from './support/server.js';

const finish = (args: readonly string[], options?: StartOptions): Promise<Ended> =>
  run(['serve', ...args], options).ended;

async function taken<T>(work: (port: number) => Promise<T>): Promise<T> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    return await work((other.address() as AddressInfo).port);
  } finally {
    other.close();
  }
}

describe('a port that is taken', () => {
  const models = modelFolder({ echo: echo() });
  const flags = [`--models=${models}`, '--device=cpu', '--threads=1', '--instances=1'];

  it('is told, with what to do', async () => {
    const { code, stderr } = await taken((port) => finish([...flags, `--port=${port}`]));
    expect(code).toBe(1);
    expect(stderr).toMatch(/Error \[server\/listen\]: Cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
    expect(stderr).toContain('choose another --port, or 0 for any.');
    expect(stderr).not.toMatch(/^\s+at /m);
  }, 60_000);

  it('of gRPC is told likewise', async () => {
    const { code, stderr } = await taken((port) => finish([...flags, '--port=0', `--grpc-port=${port}`]));
    expect(code).toBe(1);
    expect(stderr).toMatch(/Error \[server\/listen\]: gRPC cannot listen on 127\.0\.0\.1:\d+/);
  }, 60_000);

  it('by HTTP of the same server is told before anything starts, if gRPC is to listen', async () => {
    const same = ['--port=8195', '--grpc-port=8195', '--print-config'];
    const { code, stdout, stderr } = await finish(same);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /\[server\/config\].*\n {2}grpcPort: gRPC needs a port of its own: .*; got 8195$/m,
    );
    expect((await finish([...same, '--no-grpc'])).code).toBe(0);
    expect((await finish(['--port=0', '--grpc-port=0', '--print-config'])).code).toBe(0);
  }, 60_000);

  it('beside HTTP, where nobody asked for it, is gone without', async () => {
    const server = await startServer(models, ['--no-grpc']);
    expect(server.grpcPort).toBeNaN();
    await server.stop();
  }, 60_000);
});

it('the last port leaves none for gRPC, which is told with what to do', async () => {
  const server = await startServer(modelFolder({}), ['--port=65535']);
  expect(server.grpcPort).toBeNaN();
  const warnings = server.log().filter(({ level }) => level === 40);
  expect(warnings).toMatchObject([
    {
      msg: 'gRPC is not served: there is no port after 65535. Name a port that is free with --grpc-port, or turn gRPC off with --no-grpc.',
    },
  ]);
  await server.stop();
}, 60_000);

describe('a mistake', () => {
  it('in the name of a flag is told with the nearest that there is', async () => {
    const { code, stderr } = await finish(['--max-bach=3']);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('did you mean --max-batch?'),
    });
  });

  it('in the name of the command likewise', async () => {
    const { code, stderr } = await run(['serv']).ended;
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('did you mean serve?'),
    });
  });

  it('in how often a flag is given, or whether, is told with its name', async () => {
    for (const [args, words] of [
      [['--config=a', '--config=b'], '--config is given 2 times'],
      [['--port=1', '--port=2'], '--port is given 2 times'],
      [['--print-config=yes'], '--print-config is a switch'],
      [['--no-models'], 'There is no --no-models'],
    ] as const) {
      const { code, stderr } = await finish(args);
      expect(code).toBe(1);
      expect(stderr).toContain(`Error [cli/arguments]: ${words}`);
    }
  });

  it('in values is told with all others', async () => {
    const env = { KANTOR_TIMEOUT: 'soon', KANTOR_INSTANCES: '0', KANTOR_TOKENS: 'me:abc' };
    const { code, stderr } = await finish(['--port=70000', '--device=tpu', '--max-batch=1.5', '--http2'], {
      env,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('[server/config]');
    for (const name of ['port', 'device', 'maxBatch', 'timeout', 'instances', 'tokens.0|tokens'])
      expect(stderr).toMatch(new RegExp(`^  (?:${name}): `, 'm'));
    expect(stderr).toContain('got 70000');
    expect(stderr).toContain('got "soon"');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('in a switch is told with all others', async () => {
    const { code, stderr } = await finish(['--model-control=yes', '--grpc=maybe', '--port=70000']);
    expect(code).toBe(1);
    expect(stderr).toContain('[server/config]');
    for (const [name, came] of [
      ['grpc', '"maybe"'],
      ['modelControl', '"yes"'],
      ['port', '70000'],
    ])
      // prettier-ignore
      expect(stderr).toMatch(new RegExp(`^  ${name}: .*; got ${came}$`, 'm'));
  });

  it('between options is told', async () => {
    const { code, stderr } = await finish(['--http2']);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('http2 needs tlsCert'),
    });
  });

  it('in the file is told with its name', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'server.json');
    for (const [text, words] of [
      ['{"port": 8080,}', 'is no JSON'],
      ['{"prot": 8080, "maxBatch": "four"}', 'unknown options: prot'],
      ['[1]', 'server/config'],
      ['"text"', 'server/config'],
      ['null', 'server/config'],
    ]) {
      writeFileSync(file, text);
      const { code, stderr } = await finish([`--config=${file}`]);
      expect(code, text).toBe(1);
      expect(stderr).toContain(words);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    expect((await finish([`--config=${folder}/none.json`])).stderr).toContain('cannot be read');
  }, 60_000);

  it('in the model folder or a certificate is told', async () => {
    const folder = temporaryFolder();
    const none = await finish([`--models=${folder}/none`]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('[server/models]') });
    const files = [`--tls-cert=${folder}/cert.pem`, `--tls-key=${folder}/key.pem`];
    const unsafe = await finish([`--models=${folder}`, '--port=0', ...files]);
    expect(unsafe.code).toBe(1);
    expect(unsafe.stderr).toContain('cert.pem');
    expect(unsafe.stderr).not.toMatch(/^\s+at /m);
  }, 60_000);
});

describe('--print-config', () => {
  it('prints what a file may hold, and that comes to the same', async () => {
    const file = join(temporaryFolder(), 'server.json');
    const hash = 'ab'.repeat(32);
    const flags = [
      '--max-batch=16',
      '--cors=https://a.example,https://b.example',
      `--tokens=me:${hash}:5`,
      '--no-grpc',
    ];
    const env = { KANTOR_MAX_QUEUE: '77', KANTOR_TIMEOUT: '1234' };
    const first = await finish([...flags, '--timeout=5000', '--print-config'], { env });
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toMatchObject({
      maxBatch: 16,
      cors: ['https://a.example', 'https://b.example'],
      tokens: [`me:${hash}:5`],
      grpc: false,
      maxQueue: 77,
      timeout: 5000,
    });
    writeFileSync(file, first.stdout);
    const second = await finish([`--config=${file}`, '--print-config']);
    expect(second).toEqual(first);
  });
});
