import type { ScheduleStatistics } from '../expiry/expiry-schedule.js';
import type { TriggerLabelling } from './trigger-labels.js';

/** What is known of each action. */
export type ActionFigure = 'pending' | 'inFlight' | 'retrying' | 'overdue' | 'unhandledForMs';

/** A figure of every action. Those that count as `other` are added up; of times the longest counts. */
export function actionFigures(
  { actions }: Pick<ScheduleStatistics, 'actions'>,
  figure: ActionFigure,
  labelling: TriggerLabelling,
): (readonly [action: string, value: number])[] {
  const figures = new Map<string, number>();
  for (const statistics of actions) {
    const action = labelling.action(statistics.action);
    const before = figures.get(action) ?? 0;
    const value = statistics[figure];
    figures.set(action, figure === 'unhandledForMs' ? Math.max(before, value) : before + value);
  }
  return [...figures];
}
