import type { Registry } from 'prom-client';
import { NODE_FIGURES } from '../node-figures.js';
import type { NodeReadings } from '../node-readings.js';
import type { ResolvedPrometheusOptions } from './prometheus-options.js';
import { registerGauge, type Sample } from './read-metrics.js';

/** How each server is: role, replication, slots, Sentinels. */
export function registerNodeMetrics(
  registry: Registry,
  readings: NodeReadings,
  { prefix }: ResolvedPrometheusOptions,
): void {
  for (const { name, help, labels, samples } of NODE_FIGURES) {
    registerGauge(registry, {
      name: `${prefix}${name}`,
      help,
      labelNames: ['pool', ...labels],
      read: async () =>
        (await readings.latest()).flatMap((reading) =>
          samples(reading).map(([own, value]): Sample => [{ pool: reading.pool, ...own }, value]),
        ),
    });
  }
}
