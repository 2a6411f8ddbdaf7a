import {
  createNoopMeter,
  metrics,
  ProxyTracerProvider,
  trace,
  type Meter,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import type { OpenTelemetryOptions } from './opentelemetry-options.js';

/** Name of the instrumentation scope. */
const SCOPE = '@tenantry/redis';

/** Undefined if nobody would see what it measures. */
export function findMeter({
  metrics: isWanted = true,
  meterProvider,
}: OpenTelemetryOptions): Meter | undefined {
  if (!isWanted) return undefined;
  const meter = (meterProvider ?? metrics.getMeterProvider()).getMeter(SCOPE);
  return meter === createNoopMeter() ? undefined : meter;
}

/** Undefined if nobody would see its spans. */
export function findTracer({
  spans: isWanted = true,
  tracerProvider,
}: OpenTelemetryOptions): Tracer | undefined {
  if (!isWanted) return undefined;
  if (tracerProvider !== undefined) return tracerProvider.getTracer(SCOPE);
  const registered = trace.getTracerProvider();
  return hasDelegate(registered) ? registered.getTracer(SCOPE) : undefined;
}

/** The API hands out a proxy from the start; the SDK is behind it once it is registered. */
function hasDelegate(provider: TracerProvider): boolean {
  if (!(provider instanceof ProxyTracerProvider)) return true;
  return provider.getDelegate() !== new ProxyTracerProvider().getDelegate();
}
