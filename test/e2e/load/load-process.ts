import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadTargetAnswer, LoadTargetRequest } from './load-target.js';

const TARGET = fileURLToPath(new URL('load-target.ts', import.meta.url));
const TYPESCRIPT = new URL('typescript.mjs', import.meta.url).href;
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The reference app in a process of its own. */
export class LoadProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param apiKeys as in the variable `API_KEYS` */
  static async start(redisUrl: string, apiKeys: string): Promise<LoadProcess> {
    const child = fork(TARGET, {
      cwd: ROOT,
      execArgv: ['--expose-gc', '--import', TYPESCRIPT],
      env: { ...process.env, API_KEYS: apiKeys, LOAD_REDIS_URL: redisUrl },
    });
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`The app ended with code ${code} before it listened.`);
    });
    const answer = await Promise.race([next(child, 'listening'), failed]);
    // From now on its end is what the test asks for.
    failed.catch(() => undefined);
    return new LoadProcess(child, answer.port);
  }

  /** Bytes of heap in use, after garbage collection. */
  async heapBytes(): Promise<number> {
    const answer = next(this.#child, 'heap');
    this.#ask('heap');
    return (await answer).bytes;
  }

  /** Stops it as in production. @throws Error if it does not end by itself */
  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#ask('stop');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 15_000);
    const [code] = (await exited) as [number | null];
    clearTimeout(timer);
    if (code !== 0) throw new Error(`The app ended with code ${code ?? 'none: it was killed'}.`);
  }

  #ask(request: LoadTargetRequest): void {
    this.#child.send(request);
  }
}

async function next<Type extends LoadTargetAnswer['type']>(
  child: ChildProcess,
  type: Type,
): Promise<Extract<LoadTargetAnswer, { readonly type: Type }>> {
  for (;;) {
    const [answer] = (await once(child, 'message')) as [LoadTargetAnswer];
    if (answer.type === type) return answer as Extract<LoadTargetAnswer, { readonly type: Type }>;
  }
}
