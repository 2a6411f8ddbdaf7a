import { Counter, Histogram, type Registry } from 'prom-client';
import type { MetricSources } from '../metric-sources.js';
import { HANDLER_OUTCOMES, SINGLE_TRIGGER_EVENTS } from '../trigger-event-names.js';
import type { TriggerLabelling } from '../trigger-labels.js';
import { registerGauge } from './read-metrics.js';
import type { ResolvedPrometheusOptions } from './prometheus-options.js';

/** What this process does with triggers. */
export class TriggerMetrics {
  readonly #stop: (() => void)[];

  constructor(
    registry: Registry,
    events: MetricSources['expiryEvents'],
    labelling: TriggerLabelling,
    { prefix, triggerBuckets }: ResolvedPrometheusOptions,
  ) {
    const labelNames = [...labelling.names];
    const registers = [registry];
    const happened = new Counter<string>({
      name: `${prefix}expiry_triggers_total`,
      help: 'What happened to triggers: scheduled, fired, succeeded, retried, dead, released or stale',
      labelNames: [...labelNames, 'event'],
      registers,
    });
    const duration = new Histogram<string>({
      name: `${prefix}expiry_handler_duration_seconds`,
      help: 'How long handlers ran, by how they ended: succeeded, retried or dead',
      labelNames: [...labelNames, 'outcome'],
      buckets: [...triggerBuckets],
      registers,
    });
    const lag = new Histogram<string>({
      name: `${prefix}expiry_lag_seconds`,
      help: 'How late handlers began: first deliveries only',
      labelNames,
      buckets: [...triggerBuckets],
      registers,
    });
    registerGauge(registry, {
      name: `${prefix}expiry_handlers_running`,
      help: 'Handlers that run now in this process',
      labelNames: [],
      read: () => [[{}, events.counters().running]],
    });
    this.#stop = [
      ...HANDLER_OUTCOMES.map((outcome) =>
        events.on(outcome, (event) =>
          duration.observe({ ...labelling.of(event), outcome }, event.durationMs / 1_000),
        ),
      ),
      ...SINGLE_TRIGGER_EVENTS.map((name) =>
        events.on(name, (event) => happened.inc({ ...labelling.of(event), event: name })),
      ),
      events.on('scheduled', (event) =>
        happened.inc({ ...labelling.of(event), event: 'scheduled' }, event.count),
      ),
      events.on('fired', (event) => {
        if (event.lagMs !== undefined)
          lag.observe({ ...labelling.of(event) }, Math.max(0, event.lagMs) / 1_000);
      }),
    ];
  }

  /** Listens no longer. */
  stop(): void {
    for (const stop of this.#stop) stop();
  }
}
