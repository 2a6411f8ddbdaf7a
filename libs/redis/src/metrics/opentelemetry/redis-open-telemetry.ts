import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { RedisPoolEvents } from '../../connections/redis-pool.events.js';
import { METRIC_SOURCES, type MetricSources } from '../metric-sources.js';
import { resolveMetricsOptions } from '../metrics-options.js';
import { NodeReadings } from '../node-readings.js';
import { ScheduleReadings } from '../schedule-readings.js';
import { TriggerLabelling } from '../trigger-labels.js';
import { recordSpans } from './command.spans.js';
import { measureCommands } from './command.telemetry.js';
import { observeNodes } from './node.telemetry.js';
import { Observer } from './observe.js';
import type { OpenTelemetryOptions } from './opentelemetry-options.js';
import { observePools } from './pool.telemetry.js';
import { findMeter, findTracer } from './registered-providers.js';
import { observeSchedule } from './schedule.telemetry.js';
import { PoolTargets } from './semantic-attributes.js';
import { measureTriggers } from './trigger.telemetry.js';

/** Injection token of the options. */
export const OPEN_TELEMETRY_OPTIONS = Symbol('tenantry:open-telemetry-options');

/** Sources of metrics and spans. */
export interface TelemetrySources extends MetricSources {
  readonly poolEvents: Pick<RedisPoolEvents, 'on' | 'captureContext'>;
}

/**
 * Metrics and spans of the Redis layer for OpenTelemetry, named by its semantic conventions for database clients. The
 * SDK has to be registered before the application starts; what has no provider then costs nothing.
 */
@Injectable()
export class RedisOpenTelemetry implements OnApplicationShutdown {
  readonly #stops: (() => void)[] = [];

  /** @throws InvalidArgumentError for options out of range */
  constructor(
    @Inject(METRIC_SOURCES) sources: TelemetrySources,
    @Inject(OPEN_TELEMETRY_OPTIONS) options: OpenTelemetryOptions = {},
  ) {
    const resolved = resolveMetricsOptions(options);
    const targets = new PoolTargets(sources.pools);
    const tracer = findTracer(options);
    if (tracer !== undefined) {
      this.#stops.push(recordSpans(tracer, sources.poolEvents, targets, options.requireParentSpan ?? true));
    }
    const meter = findMeter(options);
    if (meter === undefined) return;
    const labelling = new TriggerLabelling(resolved);
    const observer = new Observer(meter);
    observePools(observer, sources);
    if (resolved.nodes) observeNodes(observer, new NodeReadings(sources.pools, resolved.nodesTimeoutMs));
    if (resolved.schedule) {
      observeSchedule(
        observer,
        new ScheduleReadings(sources.schedule, resolved.scheduleTimeoutMs),
        labelling,
      );
    }
    this.#stops.push(
      measureCommands(meter, sources.poolEvents, targets),
      measureTriggers(meter, sources.expiryEvents, labelling),
      () => observer.stop(),
    );
  }

  /** Measures no longer. */
  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Called by Nest. */
  onApplicationShutdown(): void {
    this.stop();
  }
}
