type Settled<T> = { readonly result: IteratorResult<T> } | { readonly error: unknown };

/**
 * The values of an iteration as they come, and `'heartbeat'` whenever there was none for so long. Leaving it ends the
 * iteration; nothing stays behind, neither a timer nor a waiting promise for each beat.
 */
export async function* withHeartbeat<T>(
  values: AsyncIterable<T>,
  everyMs: number,
): AsyncGenerator<T | 'heartbeat', void> {
  const iterator = values[Symbol.asyncIterator]();
  let settled: Settled<T> | undefined;
  let wake = (): void => undefined;
  const settle = (outcome: Settled<T>): void => {
    settled = outcome;
    wake();
  };
  const request = (): void => {
    settled = undefined;
    iterator.next().then(
      (result) => settle({ result }),
      (error: unknown) => settle({ error }),
    );
  };
  const settledOrTimeout = async (): Promise<Settled<T> | undefined> => {
    if (settled !== undefined) return settled;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return settled;
  };
  request();
  try {
    for (;;) {
      const arrived = await settledOrTimeout();
      if (arrived === undefined) {
        yield 'heartbeat';
        continue;
      }
      if ('error' in arrived) throw arrived.error;
      if (arrived.result.done === true) return;
      request();
      yield arrived.result.value;
    }
  } finally {
    await iterator.return?.();
  }
}
