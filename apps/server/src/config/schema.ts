/**
 * All that the server can be told, with its defaults: one schema behind flags, environment variables, the configuration
 * file and their documentation.
 */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { isOrigin } from './origin.js';

/** The last that TCP has. */
export const lastPort = 65_535;

const port = () => z.int().min(0).max(lastPort);
const toggle = () => z.boolean('expected true or false');
const milliseconds = (most = 3_600_000) => z.int().min(0).max(most);
const bytes = z
  .int()
  .min(1024)
  .max(2 ** 40);

/** `name:sha256` or `name:sha256:requests-per-minute`. */
const tokenPattern = /^[\w.-]{1,64}:[0-9a-f]{64}(?::[1-9]\d{0,8})?$/;

const originExpected =
  'expected an origin as browsers send it, such as https://example.com or http://localhost:3000, without a path and without a slash at its end, or * for all';

export const configSchema = z
  .strictObject({
    models: z.string().min(1).default('models').describe('Folder of the models'),
    host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 is all of them'),
    port: port().default(8080).describe('Port for HTTP; 0 takes any that is free'),
    grpc: toggle().default(true).describe('Serve gRPC too'),
    grpcPort: port().optional().describe('Port for gRPC  [default: the one after --port]'),
    device: z
      .enum(['auto', 'cpu', 'cuda', 'webgpu'])
      .default('auto')
      .describe('Where models run; auto takes the best that works with a model'),
    instances: z
      .int()
      .min(1)
      .max(64)
      .default(Math.min(2, availableParallelism()))
      .describe('Processes for each model on a processor; a GPU has one'),
    threads: z
      .int()
      .min(1)
      .max(256)
      .optional()
      .describe('Threads of each process  [default: the cores, divided by the instances]'),
    blocked: toggle()
      .default(true)
      .describe('Rewrite transposed convolutions for this processor, where that is faster'),
    maxBatch: z.int().min(1).max(4096).default(64).describe('Most images in one batch; 1 turns batching off'),
    maxQueueDelay: milliseconds(10_000)
      .default(0)
      .describe('Milliseconds that a batch which is not full waits for company'),
    maxQueue: z
      .int()
      .min(1)
      .max(1e9)
      .default(4096)
      .describe('Most images of one model that wait or run at once'),
    maxCount: z.int().min(1).max(1e9).default(65_536).describe('Most images that one request may ask for'),
    timeout: milliseconds()
      .min(1)
      .default(60_000)
      .describe('Milliseconds that a request may take if it names no shorter time'),
    bodyLimit: bytes.default(16 * 2 ** 20).describe('Most bytes of a request, decoded'),
    requestTimeout: milliseconds().min(1).default(30_000).describe('Milliseconds for a request to arrive'),
    headersTimeout: milliseconds().min(1).default(10_000).describe('Milliseconds for its headers to arrive'),
    keepAliveTimeout: milliseconds().default(5_000).describe('Milliseconds that an idle connection is kept'),
    maxConnections: z.int().min(1).max(1e6).default(4096).describe('Most connections at once'),
    gracePeriod: milliseconds()
      .default(30_000)
      .describe('Milliseconds that work in hand may take after SIGTERM'),
    reloadEvery: milliseconds()
      .default(1000)
      .describe('Milliseconds between looks at the models; 0 never looks'),
    versions: z
      .int()
      .min(1)
      .max(100)
      .default(1)
      .describe('How many of the newest versions of a model to serve'),
    modelControl: toggle().default(false).describe('Let callers load and unload models'),
    maxModelBytes: bytes.default(2 ** 31 - 1).describe('Largest model file'),
    tokens: z
      .array(
        z
          .string()
          .regex(tokenPattern, 'expected NAME:HASH or NAME:HASH:REQUESTS_PER_MINUTE, as server:token prints'),
      )
      .default([])
      .describe('Bearer tokens that callers need, as `server:token` prints them'),
    rateLimit: z
      .int()
      .min(0)
      .max(1e9)
      .default(0)
      .describe('Requests a minute for each token or address; 0 has no limit'),
    tlsCert: z.string().optional().describe('Certificate, a PEM file'),
    tlsKey: z.string().optional().describe('Its key, a PEM file'),
    http2: toggle().default(false).describe('HTTP/2 beside HTTP/1.1; needs TLS'),
    cors: z
      .array(z.string().refine((text) => text === '*' || isOrigin(text), originExpected))
      .default([])
      .describe('Origins whose pages may ask, such as https://example.com; * is all'),
    cacheSeconds: z
      .int()
      .min(0)
      .max(31_536_000)
      .default(60)
      .describe('Seconds for which an answer is fresh whose address does not name the model by hash'),
    logLevel: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .describe('What is logged'),
  })
  .refine(({ tlsCert, tlsKey }) => (tlsCert === undefined) === (tlsKey === undefined), {
    message: 'tlsCert and tlsKey go together: give both or neither',
    path: ['tlsCert'],
  })
  .refine(({ http2, tlsCert }) => !http2 || tlsCert !== undefined, {
    message: 'http2 needs tlsCert and tlsKey: browsers speak HTTP/2 over TLS alone',
    path: ['http2'],
  })
  .refine(({ port, grpc, grpcPort }) => !grpc || port === 0 || port !== grpcPort, {
    message: 'gRPC needs a port of its own: give grpcPort another number than port, or turn grpc off',
    path: ['grpcPort'],
  });

export type Config = z.output<typeof configSchema>;
export type ConfigName = keyof Config;

interface Property {
  readonly description: string;
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

/** Each option with its description, type and default, as JSON schema says them. */
export const properties = z.toJSONSchema(configSchema, { io: 'input' }).properties as unknown as Readonly<
  Record<ConfigName, Property>
>;

export const names = Object.keys(properties) as readonly ConfigName[];
