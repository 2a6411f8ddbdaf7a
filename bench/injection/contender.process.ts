import autocannon from 'autocannon';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ContenderQuestion } from './contender.server.js';
import type { Contender } from './contenders.js';

export type HttpAdapterName = 'express' | 'fastify';

export interface Load {
  readonly path: string;
  readonly tenants: readonly string[];
  /** Either a duration in seconds or a number of requests. */
  readonly seconds?: number;
  readonly requests?: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly cpuMicrosPerRequest: number;
}

const CONNECTIONS = 10;

/** A contender's server process and the load put on it. */
export class ContenderProcess {
  readonly #child: ChildProcess;
  readonly #port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start(adapter: HttpAdapterName, contender: Contender, url: string): Promise<ContenderProcess> {
    const script = fileURLToPath(new URL('./contender.server.js', import.meta.url));
    const child = fork(script, [adapter, contender, url], { execArgv: ['--expose-gc'] });
    const port = await answerOf<number>(child);
    return new ContenderProcess(child, port);
  }

  async load(load: Load): Promise<LoadResult> {
    const before = await this.#ask('cpu');
    const result = await autocannon({
      url: `http://127.0.0.1:${this.#port}`,
      connections: CONNECTIONS,
      ...(load.requests === undefined ? { duration: load.seconds ?? 1 } : { amount: load.requests }),
      requests: load.requests === undefined ? cycling(load) : oneOfEach(load),
    });
    const cpuMicros = (await this.#ask('cpu')) - before;
    const answered = result['2xx'];
    if (result.non2xx > 0 || result.errors > 0 || answered === 0) {
      throw new Error(`load failed: ${result.non2xx} answers other than 2xx, ${result.errors} errors`);
    }
    return { requestsPerSecond: answered / result.duration, cpuMicrosPerRequest: cpuMicros / answered };
  }

  /** Bytes in use after two forced collections. */
  async heapUsed(): Promise<number> {
    return this.#ask('heap');
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }

  async #ask(question: ContenderQuestion): Promise<number> {
    this.#child.send(question);
    return answerOf<number>(this.#child);
  }
}

/** Prepared requests that every connection cycles through: the cheapest for the load generator. */
function cycling({ path, tenants }: Load): autocannon.Request[] {
  return tenants.map((tenant) => ({ path, headers: { 'x-tenant-id': tenant } }));
}

/** The next tenant for each request, across all connections. */
function oneOfEach({ path, tenants }: Load): autocannon.Request[] {
  let sent = 0;
  const setupRequest = (request: autocannon.Request): autocannon.Request => ({
    ...request,
    headers: { ...request.headers, 'x-tenant-id': tenants[sent++ % tenants.length] },
  });
  return [{ path, setupRequest }];
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const answered = new AbortController();
  const exited = once(child, 'exit', { signal: answered.signal }).then(([code]) => {
    throw new Error(`the contender's server exited with code ${String(code)}`);
  });
  try {
    const [message] = (await Promise.race([once(child, 'message'), exited])) as [T];
    return message;
  } finally {
    exited.catch(() => undefined); // aborted: nobody waits for it any more
    answered.abort();
  }
}
