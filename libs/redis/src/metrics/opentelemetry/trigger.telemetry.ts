import type { Attributes, Meter } from '@opentelemetry/api';
import type { MetricSources } from '../metric-sources.js';
import { HANDLER_OUTCOMES, SINGLE_TRIGGER_EVENTS } from '../trigger-event-names.js';
import type { TriggerLabelling, TriggerOrigin } from '../trigger-labels.js';
import { POOL } from './semantic-attributes.js';

export const ACTION = 'tenantry.expiry.action';
const TENANT = 'tenantry.tenant';
const EVENT = 'tenantry.expiry.event';
const OUTCOME = 'tenantry.expiry.outcome';

/**
 * Measures what this process does with triggers.
 * @returns ends it
 */
export function measureTriggers(
  meter: Meter,
  events: MetricSources['expiryEvents'],
  labelling: TriggerLabelling,
): () => void {
  const happened = meter.createCounter('tenantry.expiry.triggers', {
    description: 'What happened to triggers: scheduled, fired, succeeded, retried, dead, released or stale.',
    unit: '{trigger}',
  });
  const duration = meter.createHistogram('tenantry.expiry.handler.duration', {
    description: 'How long handlers ran, by how they ended.',
    unit: 's',
  });
  const lag = meter.createHistogram('tenantry.expiry.lag', {
    description: 'How late handlers began: first deliveries only.',
    unit: 's',
  });
  const attributesOf = (origin: TriggerOrigin): Attributes => {
    const { pool, action, tenant } = labelling.of(origin);
    return { [POOL]: pool, [ACTION]: action, ...(tenant === undefined ? {} : { [TENANT]: tenant }) };
  };
  const stops = [
    ...SINGLE_TRIGGER_EVENTS.map((name) =>
      events.on(name, (event) => happened.add(1, { ...attributesOf(event), [EVENT]: name })),
    ),
    events.on('scheduled', (event) =>
      happened.add(event.count, { ...attributesOf(event), [EVENT]: 'scheduled' }),
    ),
    events.on('fired', (event) => {
      if (event.lagMs !== undefined) lag.record(Math.max(0, event.lagMs) / 1_000, attributesOf(event));
    }),
    ...HANDLER_OUTCOMES.map((outcome) =>
      events.on(outcome, (event) =>
        duration.record(event.durationMs / 1_000, { ...attributesOf(event), [OUTCOME]: outcome }),
      ),
    ),
  ];
  return () => stops.forEach((stop) => stop());
}
