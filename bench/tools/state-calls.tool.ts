import { SyncTool } from '@tenantry/agent/worker';

/** How many calls are to be measured. */
export interface StateCalls {
  readonly calls: number;
}

/** Measures synchronous state calls from inside a worker thread, in microseconds. */
export class StateCallsTool extends SyncTool<StateCalls, number[]> {
  run({ calls }: StateCalls): number[] {
    const micros: number[] = [];
    for (let call = 0; call < calls; call++) {
      const start = process.hrtime.bigint();
      this.getStateField('bench', 'value');
      micros.push(Number(process.hrtime.bigint() - start) / 1e3);
    }
    return micros;
  }
}

/** Adds numbers for a while, without ever yielding. */
export class ComputingTool extends SyncTool<{ readonly milliseconds: number }, number> {
  run({ milliseconds }: { readonly milliseconds: number }): number {
    return compute(milliseconds);
  }
}

export function compute(milliseconds: number): number {
  const end = performance.now() + milliseconds;
  let sum = 0;
  while (performance.now() < end) sum += Math.sqrt(sum + 1);
  return sum;
}
