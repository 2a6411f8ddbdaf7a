import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { TenantId } from '../../common/tenant-id.js';
import type { ListedEntry, ListPosition } from '../../scripts/trigger-list.script.js';
import { readListCursor, writeListCursor, type ListCursor } from './trigger-cursor.js';
import type { TriggerKeys } from './trigger-keys.js';
import type { TriggerPartition } from './trigger-partition.js';
import type { ListedTrigger, TriggerPage, TriggerPageOptions } from './trigger.types.js';

const DEFAULT_LIMIT = 100;
const MOST_PER_PAGE = 1_000;
/** Most queues a page looks into; a tenant has one per action and partition. */
const MOST_QUEUES = 64;

/** The limit of a page. @throws InvalidArgumentError */
export function pageLimit(limit: number = DEFAULT_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_PER_PAGE) return limit;
  throw new InvalidArgumentError('limit', `an integer from 1 to ${MOST_PER_PAGE}`, String(limit));
}

/** Pages of a tenant's scheduled triggers: queue by queue, each by due time. */
export class TriggerListing {
  constructor(
    private readonly keys: TriggerKeys,
    private readonly partitions: readonly TriggerPartition[],
  ) {}

  /**
   * @param actions in the order of the listing, the same for each page; new ones are met if they come later
   * @throws InvalidArgumentError
   */
  async page(
    tenant: TenantId,
    actions: readonly string[],
    { cursor, limit: wanted }: TriggerPageOptions,
  ): Promise<TriggerPage> {
    const limit = pageLimit(wanted);
    const from = cursor === undefined ? null : readListCursor(cursor, this.partitions.length);
    const triggers: ListedTrigger[] = [];
    let behind: ListPosition | null = from?.behind ?? null;
    let visited = 0;
    for (const [action, index] of this.#queuesFrom(actions, from)) {
      if (triggers.length === limit || visited === MOST_QUEUES) {
        return { triggers, cursor: writeListCursor({ action, partition: index, behind }) };
      }
      visited += 1;
      const isResumed = from !== null && action === from.action && index === from.partition;
      const wantedHere = limit - triggers.length;
      const queue = { action: this.keys.actionSegment(action), tenant };
      const entries =
        (await this.partitions[index]?.list(queue, wantedHere, isResumed ? behind : null)) ?? [];
      triggers.push(...entries.map((entry) => this.#listed(entry)));
      const last = entries.at(-1);
      behind = null;
      if (entries.length === wantedHere && last !== undefined) {
        behind = { score: last.score, member: last.member };
        return { triggers, cursor: writeListCursor({ action, partition: index, behind }) };
      }
    }
    return { triggers, cursor: null };
  }

  #queuesFrom(actions: readonly string[], from: ListCursor | null): Array<readonly [string, number]> {
    const queues: Array<readonly [string, number]> = [];
    for (const action of actions) {
      if (from !== null && action < from.action) continue;
      const first = from !== null && action === from.action ? from.partition : 0;
      for (let index = first; index < this.partitions.length; index++) queues.push([action, index]);
    }
    return queues;
  }

  #listed({ member, dueMs, payload }: ListedEntry): ListedTrigger {
    return { ...this.keys.parts(member), key: member, dueMs, payload: payload === '' ? null : payload };
  }
}
