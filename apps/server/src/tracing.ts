/** OpenTelemetry traces, when its standard variables ask for them; the packages are not even loaded when they do not. */
/** Whether the environment says where traces go, as the OpenTelemetry specification has it. */
export function tracingWanted(environment: NodeJS.ProcessEnv): boolean {
  const {
    OTEL_SDK_DISABLED: disabled,
    OTEL_TRACES_EXPORTER: exporter,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesEndpoint,
  } = environment;
  if (disabled === 'true' || exporter === 'none') return false;
  return exporter !== undefined || endpoint !== undefined || tracesEndpoint !== undefined;
}

async function createExporter(environment: NodeJS.ProcessEnv) {
  const { OTEL_TRACES_EXPORTER: exporter } = environment;
  const protocol =
    environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? environment['OTEL_EXPORTER_OTLP_PROTOCOL'];
  if (exporter === 'console') {
    const { ConsoleSpanExporter } = await import('@opentelemetry/sdk-trace-node');
    return new ConsoleSpanExporter();
  }
  // Address, headers and timeout are read by the exporters themselves.
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

/**
 * Call it only where {@link tracingWanted}.
 * @returns sends what is left and ends it.
 */
export async function startTracing(
  environment: NodeJS.ProcessEnv,
  version: string,
): Promise<() => Promise<void>> {
  const { NodeTracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-node');
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } =
    await import('@opentelemetry/resources');
  const own = resourceFromAttributes({ 'service.name': 'kantor-server', 'service.version': version });
  const said = detectResources({ detectors: [envDetector] });
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(own).merge(said),
    spanProcessors: [new BatchSpanProcessor(await createExporter(environment))],
  });
  provider.register();
  return () => provider.shutdown();
}
