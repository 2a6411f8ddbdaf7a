import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Contender } from './contender.js';
import type { RunReport } from './recorded-runs.js';
import type { WorkerQuestion } from './worker.server.js';

/** A contender's worker, in a process of its own. */
export class WorkerProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(contender: Contender, url: string): Promise<WorkerProcess> {
    const child = fork(fileURLToPath(new URL('./worker.server.js', import.meta.url)), [contender, url]);
    const worker = new WorkerProcess(child);
    await worker.#answer(); // that it is ready
    return worker;
  }

  /** Forgets the runs so far. */
  async beginAnew(): Promise<void> {
    await this.#ask('beginAnew');
  }

  async count(): Promise<number> {
    return (await this.#ask('count')) as number;
  }

  async report(): Promise<RunReport> {
    return (await this.#ask('report')) as RunReport;
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }

  async #ask(question: WorkerQuestion): Promise<unknown> {
    const answer = this.#answer();
    this.#child.send(question);
    return answer;
  }

  async #answer(): Promise<unknown> {
    const answered = new AbortController();
    const exited = once(this.#child, 'exit', { signal: answered.signal }).then(([code]) => {
      throw new Error(`a worker's process exited with code ${String(code)}`);
    });
    try {
      const [message] = (await Promise.race([once(this.#child, 'message'), exited])) as [unknown];
      return message;
    } finally {
      exited.catch(() => undefined); // aborted: nobody waits for it any more
      answered.abort();
    }
  }
}
