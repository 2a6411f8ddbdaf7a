import type { TenantId } from '../../common/tenant-id.js';
import type { TriggerEngine } from '../engine/trigger-engine.js';

const PAGE = 100;

/**
 * Ids of all dead letters that a tenant has. Collected before the first of them is retried: one that fails again at
 * once would be met a second time, and a third.
 */
export async function allLetterIds(engine: TriggerEngine, tenant: TenantId): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await engine.deadLetters(tenant, {
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    ids.push(...page.letters.map(({ id }) => id));
    cursor = page.cursor;
  }
  return ids;
}
