import type { RedisClient } from '../pool-clients.js';
import { askServer } from '../startup/ask-server.js';

/** What a pool has to know of the connections it lends. */
export interface Lendable {
  /** When it was given back, by `performance.now()`. */
  lastUsedAt: number;

  /** Whether the next borrower finds it as if it were new. */
  readonly isFit: boolean;

  /** Called before a borrower gets it. */
  beLent(): void;

  /** Undoes what a borrower left. False: it cannot be lent again. Never rejects. */
  tidyUp(): Promise<boolean>;
}

/** A client that a pool lends. */
export type LendableClient = RedisClient & Lendable;

/** Whether the server answers in time. */
export async function answersPing(client: RedisClient, timeoutMs: number): Promise<boolean> {
  let deadline: NodeJS.Timeout | undefined;
  const silence = new Promise<false>((resolve) => {
    deadline = setTimeout(() => resolve(false), timeoutMs);
  });
  const answer = askServer(client, 'ping').then(
    () => true,
    () => false,
  );
  const answered = await Promise.race([answer, silence]);
  clearTimeout(deadline);
  return answered;
}
