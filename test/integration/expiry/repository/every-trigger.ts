import type { TriggerRepository } from '../../../../libs/redis/src/expiry/repository/trigger.repository.js';
import type {
  ListTriggersOptions,
  TriggerPageOptions,
} from '../../../../libs/redis/src/expiry/repository/trigger.options.js';
import type {
  DeadLetter,
  ListedTrigger,
} from '../../../../libs/redis/src/expiry/repository/trigger.views.js';

/** A listing that stands still would keep a test running for ever. */
const MOST_PAGES = 10_000;

/** Follows the cursors of `list` to its end. */
export async function everyTrigger(
  triggers: TriggerRepository,
  options: ListTriggersOptions = {},
): Promise<ListedTrigger[]> {
  return everyPage(async (cursor) => {
    const page = await triggers.list({ ...options, cursor });
    return { items: page.triggers, cursor: page.cursor };
  }, options.limit);
}

/** Follows the cursors of `deadLetters` to its end. */
export async function everyLetter(
  triggers: TriggerRepository,
  options: TriggerPageOptions = {},
): Promise<DeadLetter[]> {
  return everyPage(async (cursor) => {
    const page = await triggers.deadLetters({ ...options, cursor });
    return { items: page.letters, cursor: page.cursor };
  }, options.limit);
}

async function everyPage<T>(
  read: (cursor: string | undefined) => Promise<{ items: readonly T[]; cursor: string | null }>,
  limit: number | undefined,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null | undefined;
  for (let pages = 0; cursor !== null; pages += 1) {
    if (pages === MOST_PAGES) throw new Error('The listing does not end');
    const page: { items: readonly T[]; cursor: string | null } = await read(cursor);
    if (limit !== undefined && page.items.length > limit) throw new Error(`A page of ${page.items.length}`);
    found.push(...page.items);
    cursor = page.cursor;
  }
  return found;
}
