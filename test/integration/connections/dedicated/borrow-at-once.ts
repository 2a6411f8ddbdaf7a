import type { RedisConnectionManager } from '../../../../libs/redis/src/connections/redis-connection.manager.js';

/** Borrows so many connections of the default pool at once that each is one of its own, and gives them back. */
export async function borrowAtOnce(
  manager: RedisConnectionManager,
  count: number,
  options: { readonly key?: string } = {},
): Promise<void> {
  let borrowed = 0;
  let giveBack = (): void => undefined;
  const allBorrowed = new Promise<void>((resolve) => (giveBack = resolve));
  const borrow = async (): Promise<void> => {
    borrowed += 1;
    if (borrowed === count) giveBack();
    await allBorrowed;
  };
  await Promise.all(
    Array.from({ length: count }, async () => manager.withConnection('default', borrow, options)),
  );
}
