import { ConnectivityError } from '../../connections/connectivity.errors.js';
import { ReplicationTimeoutError } from '../../connections/durability/durability.errors.js';
import type { ScheduledEntries, TriggerEntry } from '../../scripts/trigger-schedule.script.js';
import { groupBy } from './group-by.js';
import type { ResolvedTriggerEngine } from './trigger-engine.options.js';
import type { TriggerKeys } from './trigger-keys.js';
import type { TriggerPartition } from './trigger-partition.js';
import { delayUntil, shiftedTime, timeText } from './trigger-time.js';
import type { Cancelled, NewTrigger, Scheduled } from './trigger.types.js';
import type { TtlKeys } from './ttl-keys.js';

/** Most triggers in one call of a script: they hold up everybody else for about a millisecond. */
const CHUNK = 250;

/** Schedules and cancels, over all partitions. Each chunk of triggers is atomic. */
export class TriggerScheduler {
  constructor(
    private readonly options: ResolvedTriggerEngine,
    private readonly keys: TriggerKeys,
    private readonly ttlKeys: TtlKeys,
    private readonly partitions: readonly TriggerPartition[],
  ) {}

  /** @param members the keys of the triggers */
  schedule(triggers: readonly NewTrigger[], members: readonly string[]): Promise<Scheduled> {
    const [trigger] = triggers;
    const [member] = members;
    return triggers.length === 1 && trigger !== undefined && member !== undefined
      ? this.#scheduleChunk(this.#partitionOf(member), [entryOf(trigger, member)])
      : this.#scheduleAll(triggers, members);
  }

  async #scheduleAll(triggers: readonly NewTrigger[], members: readonly string[]): Promise<Scheduled> {
    const entries = new Map<string, TriggerEntry>();
    for (const [index, trigger] of triggers.entries()) {
      const member = members[index] ?? '';
      entries.set(member, entryOf(trigger, member));
    }
    const due = new Map<string, number>();
    const replies = await Promise.all(
      this.#chunks([...entries.keys()]).map(async ([partition, names]) => {
        const chunk = names.flatMap((name) => entries.get(name) ?? []);
        const reply = await this.#scheduleChunk(partition, chunk);
        for (const [index, name] of names.entries()) due.set(name, reply.dueMs[index] ?? reply.nowMs);
        return reply;
      }),
    );
    return {
      nowMs: Math.max(0, ...replies.map(({ nowMs }) => nowMs)),
      dueMs: members.map((member) => due.get(member) ?? 0),
      added: replies.reduce((sum, { added }) => sum + added, 0),
    };
  }

  async cancel(members: ReadonlySet<string>): Promise<Cancelled> {
    const isElsewhere = this.options.ttlKeys === 'elsewhere';
    const removedKeys = isElsewhere ? await this.ttlKeys.remove([...members]) : 0;
    const replies = await Promise.all(
      this.#chunks([...members]).map(async ([partition, names]) =>
        partition.cancel(names, this.options.ttlKeys === 'here'),
      ),
    );
    return sumCancelled([...replies, { scheduled: 0, running: 0, ttlKeys: removedKeys }]);
  }

  #scheduleChunk(partition: TriggerPartition, chunk: readonly TriggerEntry[]): Promise<ScheduledEntries> {
    const { ttlKeys, lingerMs } = this.options;
    if (ttlKeys === 'elsewhere') return this.#scheduleWithKeys(partition, chunk);
    return partition.schedule(chunk, ttlKeys === 'here' ? lingerMs : 'none');
  }

  async #scheduleWithKeys(
    partition: TriggerPartition,
    chunk: readonly TriggerEntry[],
  ): Promise<ScheduledEntries> {
    const nowMs = shiftedTime(Date.now(), this.options.timeShift());
    try {
      await this.ttlKeys.set(chunk.map(({ member, time }) => [member, delayUntil(time, nowMs)]));
    } catch (error) {
      // The keys are there. What has to outlive the primary is the schedule.
      if (!(error instanceof ReplicationTimeoutError)) throw error;
    }
    try {
      return await partition.schedule(chunk, 'none');
    } catch (error) {
      // What was refused is not to fire. What had no answer may be scheduled, and keeps its key.
      if (!(error instanceof ConnectivityError)) {
        await Promise.allSettled([this.ttlKeys.remove(chunk.map(({ member }) => member))]);
      }
      throw error;
    }
  }

  #chunks(members: readonly string[]): Array<readonly [TriggerPartition, readonly string[]]> {
    const byPartition = groupBy(members, (member) => this.keys.partitionOf(member));
    const chunks: Array<readonly [TriggerPartition, readonly string[]]> = [];
    for (const [index, ofPartition] of byPartition) {
      const partition = this.#partition(index);
      for (let at = 0; at < ofPartition.length; at += CHUNK) {
        chunks.push([partition, ofPartition.slice(at, at + CHUNK)]);
      }
    }
    return chunks;
  }

  #partitionOf(member: string): TriggerPartition {
    return this.#partition(this.keys.partitionOf(member));
  }

  #partition(index: number): TriggerPartition {
    const partition = this.partitions[index];
    if (partition === undefined) throw new RangeError(`There is no partition ${index}.`);
    return partition;
  }
}

export function sumCancelled(parts: readonly Cancelled[]): Cancelled {
  return {
    scheduled: parts.reduce((sum, { scheduled }) => sum + scheduled, 0),
    running: parts.reduce((sum, { running }) => sum + running, 0),
    ttlKeys: parts.reduce((sum, { ttlKeys }) => sum + ttlKeys, 0),
  };
}

function entryOf({ when, payload }: NewTrigger, member: string): TriggerEntry {
  return { member, time: timeText(when), payload: payload ?? '' };
}
