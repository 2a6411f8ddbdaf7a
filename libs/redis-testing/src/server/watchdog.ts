import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Reads process groups, one per line, the last one counts, an empty line means none. The end of input comes
 * when every holder of the pipe is gone, in whatever way it died. SIGKILL also ends a stopped process; the
 * folder is removed repeatedly because a killed process may still finish a write.
 */
const SCRIPT = `
group=
while read -r line; do group=$line; done
if [ -n "$group" ]; then kill -9 "-$group"; fi
tries=0
until rm -rf "$1" || [ "$tries" -ge 50 ]; do tries=$((tries + 1)); sleep 0.1; done
`;

/**
 * A small process that outlives this one for as long as it takes to kill a server and to remove its folder.
 * It has its own session, so that Ctrl-C in a terminal does not reach it.
 */
export class Watchdog {
  /** What a launcher writes its process group to. */
  readonly pipe: Writable;
  readonly #closed: Promise<unknown>;

  private constructor(child: ChildProcess, pipe: Writable) {
    this.pipe = pipe;
    // Without the watchdog there is nobody to tell.
    pipe.on('error', () => undefined);
    this.#closed = once(child, 'close');
  }

  static async start(folder: string): Promise<Watchdog> {
    const child = spawn('/bin/sh', ['-c', SCRIPT, 'redis-watchdog', folder], {
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await once(child, 'spawn');
    return new Watchdog(child, child.stdin);
  }

  /** The process group ended by itself: its number may be given to another process. */
  release(): void {
    this.pipe.write('\n');
  }

  /** Lets the watchdog do its work now, and waits until it has ended. */
  async close(): Promise<void> {
    this.pipe.end();
    await this.#closed;
  }
}
