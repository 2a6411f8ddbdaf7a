import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { RedisBinary } from '../binary/redis-binary.js';
import type { Watchdog } from './watchdog.js';

/**
 * Tells the watchdog its process group before it becomes the server, holding the pipe until then: there is no
 * moment at which the death of this process would leave a server behind.
 */
const LAUNCHER = 'echo $$ >&3; exec "$@" 3>&-';

const KEPT_OUTPUT = 16 * 1024;
const OUTPUT_GRACE_MS = 200;

/** One run of a server program, in a process group of its own. */
export class ServerProcess {
  /** Settles when the process has ended and its output was read. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #output = '';

  private constructor(child: ChildProcess, watchdog: Watchdog) {
    this.#child = child;
    this.ended = once(child, 'close').then(() => undefined);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
      });
    }
    child.once('exit', () => {
      watchdog.release();
      // A background save of the server inherits its output and would hold it open.
      setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, OUTPUT_GRACE_MS).unref();
    });
  }

  static async launch(
    binary: RedisBinary,
    args: readonly string[],
    folder: string,
    watchdog: Watchdog,
  ): Promise<ServerProcess> {
    const child = spawn('/bin/sh', ['-c', LAUNCHER, 'redis-launcher', binary.path, ...args], {
      cwd: folder,
      env: { ...process.env, ...binary.env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', watchdog.pipe],
    });
    await once(child, 'spawn');
    return new ServerProcess(child, watchdog);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last lines the server wrote. */
  get output(): string {
    return this.#output.trim();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
