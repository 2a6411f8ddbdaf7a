import type { Meter } from '@opentelemetry/api';
import { BoundedLabel } from '../bounded-label.js';
import { commandLabel } from '../command-label.js';
import type { MetricSources } from '../metric-sources.js';
import { operationAttributes, outcomeAttributes, POOL, type PoolTargets } from './semantic-attributes.js';

/** Buckets that the conventions ask for, in seconds. */
const DURATION_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** Types of errors that are told apart; a script may reply with whatever it likes. */
const MOST_ERROR_TYPES = 50;

/**
 * Measures every command that was sent.
 * @returns ends it
 */
export function measureCommands(
  meter: Meter,
  events: MetricSources['poolEvents'],
  targets: PoolTargets,
): () => void {
  const errorTypes = new BoundedLabel(MOST_ERROR_TYPES);
  const duration = meter.createHistogram('db.client.operation.duration', {
    description: 'Duration of database client operations.',
    unit: 's',
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });
  const retries = meter.createCounter('tenantry.redis.command.retries', {
    description: 'Commands that were sent once more because their connection was lost.',
    unit: '{command}',
  });
  const connections = meter.createCounter('tenantry.redis.connection.events', {
    description: 'Connections that became ready, were lost, or failed to be made.',
    unit: '{event}',
  });
  const stops = [
    events.on('command', (event) => {
      // It took no time at all, and is counted elsewhere.
      if (event.outcome === 'refused') return;
      const errorType = event.errorType === null ? null : errorTypes.of(event.errorType);
      duration.record(event.durationMs / 1_000, {
        ...targets.of(event.pool).attributes,
        ...operationAttributes(commandLabel(event.command).toUpperCase()),
        ...outcomeAttributes(event, errorType),
      });
    }),
    events.on('retried', ({ pool, command }) =>
      retries.add(1, { [POOL]: pool, ...operationAttributes(commandLabel(command).toUpperCase()) }),
    ),
    events.on('connection', ({ pool, kind }) =>
      connections.add(1, { [POOL]: pool, 'tenantry.redis.connection.event': kind }),
    ),
  ];
  return () => stops.forEach((stop) => stop());
}
