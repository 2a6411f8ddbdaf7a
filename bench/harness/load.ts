/** What a load cost. */
export interface LoadResult {
  readonly callsPerSecond: number;
  /** CPU time of this process per call, in microseconds. */
  readonly cpuMicros: number;
}

/** Runs `calls` calls, always `concurrency` of them at once; each gets its number. */
export async function putLoad(
  call: (index: number) => Promise<unknown>,
  calls: number,
  concurrency: number,
): Promise<LoadResult> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < calls) await call(next++);
  };
  const cpuBefore = process.cpuUsage();
  const start = process.hrtime.bigint();
  await Promise.all(Array.from({ length: concurrency }, lane));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { callsPerSecond: calls / seconds, cpuMicros: (user + system) / calls };
}
