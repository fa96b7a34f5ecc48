/** Traces of the built server, as a collector gets them over OTLP. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '../../apps/server/test/support/grpc-client.js';
import { root } from '../workspace/workspace.js';
import { startServer } from './support/server.js';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code: number };
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

/** Takes what it is sent at /v1/traces; the rest of OTLP is nothing that a server of ours asks for. */
async function startCollector() {
  const exports: Export[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/v1/traces') exports.push(JSON.parse(Buffer.concat(chunks).toString()));
      response
        .writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' })
        .end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () =>
      exports.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
    resource: () => exports[0]?.resourceSpans[0]?.resource.attributes ?? [],
  };
}

const models = join(root, 'models');
const model = 'mnist-wgan-gp';
const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const traceparent = `00-${trace}-${parent}-01`;

async function collectFrom(work: (server: Awaited<ReturnType<typeof startServer>>) => Promise<void>) {
  const collector = await startCollector();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_SERVICE_NAME: 'digits',
  };
  const server = await startServer(models, [], { env });
  await work(server);
  await server.stop();
  return { spans: collector.spans(), resource: collector.resource() };
}

function attribute(attributes: readonly Attribute[], name: string): string | number | undefined {
  const { stringValue, intValue } = attributes.find(({ key }) => key === name)?.value ?? {};
  return stringValue ?? intValue;
}

/** The span of a request whose children must be the parts of its way, one after the other. */
function expectPhases(spans: readonly Span[], name: string): Span {
  const [span, ...others] = spans.filter((candidate) => candidate.name === name);
  expect(others).toEqual([]);
  expect(span).toMatchObject({ traceId: trace, parentSpanId: parent, kind: 2 });
  const children = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
  expect(children.map((child) => child.name)).toEqual(['queue', 'compute', 'encode']);
  expect(children.map(({ traceId }) => traceId)).toEqual([trace, trace, trace]);
  const [queue, compute, encode] = children;
  expect(compute.startTimeUnixNano).toBe(queue.endTimeUnixNano);
  expect(encode.startTimeUnixNano).toBe(compute.endTimeUnixNano);
  return span;
}

const latents = Array.from({ length: 64 }, (_, i) => (i - 32) / 32);

it('sends a span for each request over HTTP, with queue, compute and encode below it and its caller above', async () => {
  const { spans, resource } = await collectFrom(async ({ url }) => {
    const headers = { traceparent, 'content-type': 'application/json' };
    expect((await fetch(`${url}/v1/models/${model}/samples/7.png`, { headers })).status).toBe(200);
    const inputs = [{ name: 'latent', datatype: 'FP32', shape: [1, 64], data: latents }];
    const body = JSON.stringify({ inputs });
    const answer = await fetch(`${url}/v2/models/${model}/infer`, { method: 'POST', headers, body });
    expect(await answer.text()).toContain('"outputs"');
    expect((await fetch(`${url}/nowhere`, { headers: { traceparent } })).status).toBe(404);
  });
  const sample = expectPhases(spans, 'GET /v1/models/:model/samples/:seed.:extension');
  expect(attribute(sample.attributes, 'http.response.status_code')).toBe(200);
  expectPhases(spans, 'POST /v2/models/:model/infer');
  expect(spans.map(({ name }) => name)).toContain('GET none');
  expect(attribute(resource, 'service.name')).toBe('digits');
});

it('sends a span for each call over gRPC, with the status that the call ended with', async () => {
  const { spans } = await collectFrom(async ({ grpcPort }) => {
    const client = await connect(grpcPort);
    const contents = { fp32_contents: latents };
    const inputs = [{ name: 'latent', datatype: 'FP32', shape: [1, 64], contents }];
    const call = (name: string) =>
      client.call('ModelInfer', { model_name: name, inputs }, { headers: { traceparent } });
    expect(await call(model)).toMatchObject({ model_name: model });
    await expect(call('unknown')).rejects.toThrow('NOT_FOUND');
    client.close();
  });
  const name = 'inference.GRPCInferenceService/ModelInfer';
  const calls = spans.filter((span) => span.name === name);
  expect(calls.map(({ attributes }) => attribute(attributes, 'rpc.grpc.status_code'))).toEqual([0, 5]);
  // 404 is the caller's mistake.
  expect(calls.map(({ status }) => status.code)).toEqual([0, 0]);
  const [well, unknown] = calls;
  expectPhases(
    spans.filter((span) => span !== unknown),
    well.name,
  );
});

/** Packages of OpenTelemetry that a server had loaded when it ended. */
async function loadedWith(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kantor-traces-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [witness, seen] = [join(folder, 'witness.cjs'), join(folder, 'seen.json')];
  const code = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify(Object.keys(require.cache))))`;
  writeFileSync(witness, code);
  const server = await startServer(models, [], { node: ['--require', witness], env });
  await server.stop();
  const files = JSON.parse(readFileSync(seen, 'utf8')) as readonly string[];
  return [...new Set(files.flatMap((file) => /@opentelemetry\/[\w-]+/.exec(file) ?? []))];
}

it('loads nothing of OpenTelemetry but its interface where no variable asks for traces', async () => {
  const { url } = await startCollector();
  expect(await loadedWith({})).toEqual(['@opentelemetry/api']);
  expect(await loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: url })).toContain('@opentelemetry/sdk-trace-node');
});
