import type { ScheduleStatistics } from '../../expiry/expiry-schedule.js';
import { actionFigures, type ActionFigure } from '../action-figures.js';
import type { ScheduleReadings } from '../schedule-readings.js';
import type { TriggerLabelling } from '../trigger-labels.js';
import type { Observation, Observer } from './observe.js';
import { POOL } from './semantic-attributes.js';
import { ACTION } from './trigger.telemetry.js';

/** How many triggers there are: of all tenants and the whole fleet, so that every process says the same. */
export function observeSchedule(
  observer: Observer,
  readings: ScheduleReadings,
  labelling: TriggerLabelling,
): void {
  const observe = (
    name: string,
    description: string,
    unit: string,
    observations: (stats: ScheduleStatistics) => readonly Observation[],
  ): void =>
    observer.observe('Gauge', `tenantry.expiry.${name}`, { description, unit }, async () =>
      (await readings.latest()).flatMap(({ stats }) => (stats === undefined ? [] : observations(stats))),
    );
  const ofActions = (name: string, description: string, figure: ActionFigure): void =>
    observe(name, description, '{trigger}', (stats) =>
      actionFigures(stats, figure, labelling).map(([action, value]) => [
        value,
        { [POOL]: stats.pool, [ACTION]: action },
      ]),
    );

  ofActions('pending', 'Triggers that are scheduled, due or not.', 'pending');
  ofActions('in_flight', 'Triggers that are with a handler.', 'inFlight');
  ofActions('retrying', 'Triggers that wait for another attempt.', 'retrying');
  ofActions('overdue', 'Triggers that are due and have no handler yet.', 'overdue');
  observe(
    'unhandled.age',
    'How long triggers have waited because no running worker has a handler.',
    's',
    (stats) =>
      actionFigures(stats, 'unhandledForMs', labelling).map(([action, ms]) => [
        ms / 1_000,
        { [POOL]: stats.pool, [ACTION]: action },
      ]),
  );
  observe('overdue.age', 'Age of the oldest trigger that is due and has no handler yet.', 's', (stats) => [
    [stats.overdueByMs / 1_000, { [POOL]: stats.pool }],
  ]);
  observe('dead_letters', 'Triggers that were given up.', '{trigger}', (stats) => [
    [stats.dead, { [POOL]: stats.pool }],
  ]);
}
