import type { Registry } from 'prom-client';
import type { ScheduleStatistics } from '../../expiry/expiry-schedule.js';
import { actionFigures, type ActionFigure } from '../action-figures.js';
import type { ScheduleReadings } from '../schedule-readings.js';
import type { TriggerLabelling } from '../trigger-labels.js';
import { registerGauge, type Sample } from './read-metrics.js';
import type { ResolvedPrometheusOptions } from './prometheus-options.js';

/**
 * How many triggers there are: of all tenants and the whole fleet, so that every process says the same. A pool that did
 * not answer in time has no series but `expiry_schedule_up`.
 */
export function registerScheduleMetrics(
  registry: Registry,
  readings: ScheduleReadings,
  labelling: TriggerLabelling,
  { prefix }: ResolvedPrometheusOptions,
): void {
  const gauge = (
    name: string,
    help: string,
    labelNames: readonly string[],
    samples: (stats: ScheduleStatistics) => readonly Sample[],
  ): void =>
    registerGauge(registry, {
      name: `${prefix}expiry_${name}`,
      help,
      labelNames,
      read: async () =>
        (await readings.latest()).flatMap(({ stats }) => (stats === undefined ? [] : samples(stats))),
    });
  const ofPool = (name: string, help: string, value: (stats: ScheduleStatistics) => number): void =>
    gauge(name, help, ['pool'], (stats) => [[{ pool: stats.pool }, value(stats)]]);
  const ofActions = (name: string, help: string, figure: ActionFigure, divisor = 1): void =>
    gauge(name, help, ['pool', 'action'], (stats) =>
      actionFigures(stats, figure, labelling).map(([action, value]) => [
        { pool: stats.pool, action },
        value / divisor,
      ]),
    );

  registerGauge(registry, {
    name: `${prefix}expiry_schedule_up`,
    help: '1 if the schedule of a pool answered in time, else 0',
    labelNames: ['pool'],
    read: async () =>
      (await readings.latest()).map(({ pool, stats }) => [{ pool }, Number(stats !== undefined)]),
  });
  ofActions('pending', 'Triggers that are scheduled, due or not', 'pending');
  ofActions('in_flight', 'Triggers that are with a handler', 'inFlight');
  ofActions('retrying', 'Triggers that wait for another attempt', 'retrying');
  ofActions('overdue', 'Triggers that are due and have no handler yet', 'overdue');
  ofActions(
    'unhandled_seconds',
    'How long triggers have waited because no running worker has a handler for them; 0 if none do',
    'unhandledForMs',
    1_000,
  );
  ofPool(
    'overdue_seconds',
    'Age of the oldest trigger that is due and has no handler yet',
    ({ overdueByMs }) => overdueByMs / 1_000,
  );
  ofPool('dead_letters', 'Triggers that were given up', ({ dead }) => dead);
}
