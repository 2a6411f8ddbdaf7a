import { setTimeout as sleep } from 'node:timers/promises';

/** Options of {@link waitUntil}. */
export interface WaitUntilOptions {
  /** What is waited for; completes the message "Timed out after ... ms waiting until ...". */
  readonly what?: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
  /** Pause between two attempts. @default 20 */
  readonly everyMs?: number;
}

type Falsy = false | null | undefined | 0 | '';

/**
 * Calls `condition` until it gives a truthy value, and returns that value. A condition that throws does not
 * hold yet.
 *
 * @throws Error after `timeoutMs`, with the last error of the condition as `cause`
 */
export async function waitUntil<T>(
  condition: () => T | Falsy | Promise<T | Falsy>,
  options: WaitUntilOptions = {},
): Promise<T> {
  const { what = 'the condition holds', timeoutMs = 10_000, everyMs = 20 } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let lastError: unknown;
    try {
      const value = await condition();
      if (value) return value;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= deadline) {
      throw new Error(`Timed out after ${timeoutMs} ms waiting until ${what}`, { cause: lastError });
    }
    await sleep(everyMs);
  }
}
