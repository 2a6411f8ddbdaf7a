import type { RedisClient } from '../connections/pool-clients.js';
import type { QueueKeys } from './batch-queue-keys.js';
import { LUA_SOURCES } from './lua.generated.js';
import { RedisScript } from './redis-script.js';

/** What a claim asks for. */
export interface Claim {
  readonly limit: number;
  readonly leaseMs: number;
  /** First part of the tokens, unique to this claim and without `:`. */
  readonly tokenBase: string;
  /** Milliseconds that items are kept by default, or -1: for ever. */
  readonly keptMs: number;
}

/** An item as the script leased it. */
export interface LeasedText {
  readonly token: string;
  /** How often the item has been claimed, this time included. */
  readonly attempt: number;
  readonly text: string;
}

/** Items with the millisecond, by the server's clock, at which their leases end. */
export interface LeasedTexts {
  readonly deadlineMs: number;
  readonly items: readonly LeasedText[];
}

interface ClaimReply {
  readonly deadlineMs: number;
  /** Attempt and text in turn. */
  readonly attemptsAndTexts: readonly unknown[];
}

const script = new RedisScript('batch-claim', 3, LUA_SOURCES.batchClaim, (reply): ClaimReply => {
  const [deadline, ...attemptsAndTexts] = reply as readonly unknown[];
  return { deadlineMs: Number(deadline), attemptsAndTexts };
}).withoutConfirmation();

/** Leases up to `limit` items (at most 1,000): due ones first, then those of the list. */
export async function batchClaim(client: RedisClient, queue: QueueKeys, claim: Claim): Promise<LeasedTexts> {
  const { limit, leaseMs, tokenBase, keptMs } = claim;
  const { deadlineMs, attemptsAndTexts } = await script.run(
    client,
    [queue.list, queue.leases, queue.registry],
    [queue.name, limit, leaseMs, tokenBase, keptMs],
  );
  const items: LeasedText[] = [];
  for (let index = 0; index < attemptsAndTexts.length; index += 2) {
    items.push({
      token: `${tokenBase}.${1_000 + index / 2}`,
      attempt: Number(attemptsAndTexts[index]),
      text: String(attemptsAndTexts[index + 1]),
    });
  }
  return { deadlineMs, items };
}
