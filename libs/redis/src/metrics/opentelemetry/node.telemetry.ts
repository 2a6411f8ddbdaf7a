import { NODE_FIGURES } from '../node-figures.js';
import type { NodeReadings } from '../node-readings.js';
import type { Observation, Observer } from './observe.js';
import { POOL } from './semantic-attributes.js';

const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['node', 'tenantry.redis.node'],
  ['role', 'tenantry.redis.node.role'],
  ['state', 'tenantry.redis.sentinel.state'],
]);

/** How each server is: role, replication, slots, Sentinels. */
export function observeNodes(observer: Observer, readings: NodeReadings): void {
  for (const { telemetryName, help, unit, samples } of NODE_FIGURES) {
    observer.observe(
      'Gauge',
      `tenantry.redis.${telemetryName}`,
      { description: `${help}.`, unit },
      async () =>
        (await readings.latest()).flatMap((reading) =>
          samples(reading).map(([labels, value]): Observation => {
            const own = Object.entries(labels).map(([label, text]) => [ATTRIBUTES.get(label), text]);
            return [value, { [POOL]: reading.pool, ...Object.fromEntries(own) }];
          }),
        ),
    );
  }
}
