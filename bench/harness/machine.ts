import { cpus, release, totalmem, type } from 'node:os';

/** What figures depend on, as far as it can be found out. Has no name of the machine. */
export interface Machine {
  /** Model and number of processors. */
  readonly cpu: string;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly redis: string;
}

/** @param redis version of the server that benchmarks run on */
export function thisMachine(redis: string): Machine {
  const processors = cpus();
  return {
    cpu: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
    memoryGb: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    system: `${type()} ${release()} (${process.arch})`,
    node: process.version.replace('v', ''),
    redis,
  };
}

export function describeMachine({ cpu, memoryGb, system, node, redis }: Machine): string {
  return `${cpu}, ${memoryGb} GB of memory, ${system}, Node.js ${node}, Redis ${redis}`;
}
