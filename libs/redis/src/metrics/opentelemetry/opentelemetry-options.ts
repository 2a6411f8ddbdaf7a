import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { MetricsOptions } from '../metrics-options.js';

/** Options of `RedisOpenTelemetryModule`. */
export interface OpenTelemetryOptions extends MetricsOptions {
  /**
   * Whether commands are measured.
   * @default true
   */
  readonly metrics?: boolean | undefined;
  /**
   * Whether commands have spans.
   * @default true
   */
  readonly spans?: boolean | undefined;
  /**
   * Whether only commands that belong to a trace have a span; those that workers send by themselves would be traces of
   * one span each.
   * @default true
   */
  readonly requireParentSpan?: boolean | undefined;
  /**
   * Where measurements go.
   * @default the one that is registered when the application starts; without one nothing is measured
   */
  readonly meterProvider?: MeterProvider | undefined;
  /**
   * Where spans go.
   * @default the one that is registered when the application starts; without one there are no spans
   */
  readonly tracerProvider?: TracerProvider | undefined;
}
