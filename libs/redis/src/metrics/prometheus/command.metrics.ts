import { Counter, type Registry } from 'prom-client';
import { commandLabel } from '../command-label.js';
import type { MetricSources } from '../metric-sources.js';
import { CommandTally } from './command-tally.js';
import { registerCounter, type Sample } from './read-metrics.js';
import type { ResolvedPrometheusOptions } from './prometheus-options.js';
import { TalliedHistogram } from './tallied-histogram.js';

/** One line of the tallies. */
interface Entry {
  readonly pool: string;
  readonly command: string;
  readonly tally: CommandTally;
}

/** Every command: how often, how long, how it ended. */
export class CommandMetrics {
  readonly #tallies = new Map<string, Map<string, CommandTally>>();
  readonly #bounds: readonly number[];
  readonly #stop: (() => void)[];

  constructor(registry: Registry, events: MetricSources['poolEvents'], options: ResolvedPrometheusOptions) {
    const { prefix, commandBuckets } = options;
    this.#bounds = commandBuckets;
    registerCounter(registry, {
      name: `${prefix}redis_commands_total`,
      help: 'Commands by how they ended: answered, error-reply, failed, or refused by an open circuit',
      labelNames: ['pool', 'command', 'outcome'],
      read: () =>
        this.#entries().flatMap(({ pool, command, tally }) =>
          Object.entries(tally.outcomes)
            .filter(([, count]) => count > 0)
            .map(([outcome, count]): Sample => [{ pool, command, outcome }, count]),
        ),
    });
    registerCounter(registry, {
      name: `${prefix}redis_command_errors_total`,
      help: 'Commands that ended with an error, by its type: first word of the reply, or code of the library',
      labelNames: ['pool', 'command', 'error'],
      read: () =>
        this.#entries().flatMap(({ pool, command, tally }) =>
          [...tally.errors].map(([error, count]): Sample => [{ pool, command, error }, count]),
        ),
    });
    const durations = new TalliedHistogram(
      {
        name: `${prefix}redis_command_duration_seconds`,
        help: 'Time from the call of a command to its end, waiting included',
        labelNames: ['pool', 'command'],
        buckets: [...commandBuckets],
        registers: [],
      },
      () => this.#entries().map(({ pool, command, tally }) => ({ labels: { pool, command }, tally })),
    );
    registry.registerMetric(durations);
    const retries = new Counter({
      name: `${prefix}redis_command_retries_total`,
      help: 'Commands that were sent once more because their connection was lost',
      labelNames: ['pool', 'command'],
      registers: [registry],
    });
    this.#stop = [
      events.on('command', (event) => this.#tallyOf(event.pool, event.command).add(event)),
      events.on('retried', ({ pool, command }) => retries.inc({ pool, command: commandLabel(command) })),
    ];
  }

  /** Listens no longer. */
  stop(): void {
    for (const stop of this.#stop) stop();
  }

  #tallyOf(pool: string, command: string): CommandTally {
    let commands = this.#tallies.get(pool);
    if (commands === undefined) this.#tallies.set(pool, (commands = new Map()));
    const known = commands.get(command);
    if (known !== undefined) return known;
    const label = commandLabel(command);
    const tally = commands.get(label) ?? new CommandTally(this.#bounds);
    commands.set(label, tally);
    return tally;
  }

  #entries(): Entry[] {
    return [...this.#tallies].flatMap(([pool, commands]) =>
      [...commands].map(([command, tally]) => ({ pool, command, tally })),
    );
  }
}
