import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WorkerTask } from './worker.process.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/** Plain Node does not run TypeScript everywhere: Vite, which runs the tests, loads it here too. */
const program = (task: WorkerTask): string => `
  import 'reflect-metadata';
  import { runnerImport } from 'vite';
  const file = ${JSON.stringify(join(import.meta.dirname, 'worker.process.ts'))};
  const { module } = await runnerImport(file, {
    configFile: false,
    logLevel: 'silent',
    resolve: { tsconfigPaths: true },
  });
  await module.work(${JSON.stringify(task)});
`;

/** One run of a handler. */
export interface Run {
  readonly identifier: string;
  readonly attempt: number;
  readonly beganAtMs: number;
  /** Undefined while it runs, and if its worker was killed meanwhile. */
  endedAtMs?: number;
}

/** A worker in a process of its own, and the runs it has told of. */
export class WorkerProcess {
  readonly runs: Run[] = [];
  readonly #child: ChildProcess;
  readonly #open = new Map<string, Run>();

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when it takes work. */
  static async start(task: WorkerTask): Promise<WorkerProcess> {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program(task)], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const worker = new WorkerProcess(child);
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The worker ended with ${code} while it started.`)));
      lines.on('line', (line) => {
        if (line === 'ready') resolve();
        else worker.#note(line);
      });
    });
    return worker;
  }

  /** Runs that began and did not end. */
  get unfinished(): Run[] {
    return [...this.#open.values()];
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    if (!this.isRunning) return;
    this.#child.kill(signal);
    // After `close` everything it wrote has been read.
    await once(this.#child, 'close');
  }

  #note(line: string): void {
    const [what, identifier = '', attempt, at] = line.split(' ');
    const id = `${identifier} ${attempt}`;
    if (what === 'begin') {
      const run: Run = { identifier, attempt: Number(attempt), beganAtMs: Number(at) };
      this.runs.push(run);
      this.#open.set(id, run);
    } else if (what === 'end') {
      const run = this.#open.get(id);
      if (run !== undefined) run.endedAtMs = Number(at);
      this.#open.delete(id);
    }
  }
}

/** The workers of one test. */
export class WorkerFleet {
  readonly workers: WorkerProcess[] = [];

  async start(count: number, task: WorkerTask): Promise<void> {
    this.workers.push(
      ...(await Promise.all(Array.from({ length: count }, async () => WorkerProcess.start(task)))),
    );
  }

  get runs(): Run[] {
    return this.workers.flatMap(({ runs }) => runs);
  }

  /** Runs that ended. */
  get ended(): Run[] {
    return this.runs.filter(({ endedAtMs }) => endedAtMs !== undefined);
  }

  /** What of `identifiers` no run has ended of. */
  lostOf(identifiers: readonly string[]): string[] {
    const done = new Set(this.ended.map(({ identifier }) => identifier));
    return identifiers.filter((identifier) => !done.has(identifier));
  }

  /** Identifiers with more than one run. */
  get repeated(): string[] {
    const counts = new Map<string, number>();
    for (const { identifier } of this.runs) counts.set(identifier, (counts.get(identifier) ?? 0) + 1);
    return [...counts].filter(([, count]) => count > 1).map(([identifier]) => identifier);
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map(async (worker) => worker.kill()));
  }
}
