import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisBinary } from '../binary/redis-binary.js';
import { waitUntil } from '../common/wait-until.js';
import { tlsFiles, type ServerTlsOptions } from '../tls/server-tls.js';
import { answersPing } from './probe.js';
import { redisConfig, SOCKET_NAME } from './redis-config.js';
import { RedisStartError } from './redis-start.error.js';
import { ServerProcess } from './server-process.js';
import { Watchdog } from './watchdog.js';

/** Enough for a busy machine; an idle one needs 50 ms. */
const START_TIMEOUT_MS = 30_000;
const SHUTDOWN_TIMEOUT_MS = 5000;
/** Leaves room in the 104 bytes that macOS allows for the path of a Unix socket. */
const LONGEST_TEMPORARY_FOLDER = 65;

/** What a server is started with. */
export interface ServerSettings {
  readonly binary: RedisBinary;
  readonly port: number;
  /** Lines of redis.conf. */
  readonly lines: readonly string[];
  /** Password of the default user. @default none */
  readonly requirepass?: string | undefined;
  /** @default none */
  readonly tls?: ServerTlsOptions | undefined;
  /** @default false */
  readonly sentinel?: boolean;
}

/**
 * A Redis server of this process: it dies with it, whichever way the process ends, and its folder goes too.
 * Until {@link stop} it keeps the event loop alive, as a listening socket does.
 */
export class RedisServer {
  readonly host = '127.0.0.1';
  readonly port: number;
  /** The server's working folder: redis.conf and its data. */
  readonly folder: string;
  readonly #settings: ServerSettings;
  readonly #watchdog: Watchdog;
  #process: ServerProcess | undefined;
  #stopped: Promise<void> | undefined;

  private constructor(settings: ServerSettings, folder: string, watchdog: Watchdog) {
    this.port = settings.port;
    this.folder = folder;
    this.#settings = settings;
    this.#watchdog = watchdog;
  }

  /** @internal use `startRedis`, `startCluster` or `startSentinel` */
  static async start(settings: ServerSettings): Promise<RedisServer> {
    const parent = tmpdir().length > LONGEST_TEMPORARY_FOLDER ? '/tmp' : tmpdir();
    const folder = join(parent, `redis-testing-${randomUUID().slice(-12)}`);
    // Made after its watchdog: there is no moment at which it would be left behind.
    const server = new RedisServer(settings, folder, await Watchdog.start(folder));
    try {
      await mkdir(folder, { mode: 0o700 });
      const { port, lines, tls } = settings;
      const files = {
        'redis.conf': redisConfig(port, lines, tls),
        ...(tls === undefined ? {} : tlsFiles(tls)),
      };
      for (const [name, content] of Object.entries(files)) {
        await writeFile(join(folder, name), content, { mode: 0o600 });
      }
      await server.#launch();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** `redis://127.0.0.1:<port>`, with the password if there is one; `rediss://` with TLS. */
  get url(): string {
    const { requirepass, tls } = this.#settings;
    const scheme = tls === undefined ? 'redis' : 'rediss';
    const credentials = requirepass === undefined ? '' : `:${encodeURIComponent(requirepass)}@`;
    return `${scheme}://${credentials}${this.host}:${this.port}`;
  }

  /** The URL of one database. */
  urlFor(database: number): string {
    return `${this.url}/${database}`;
  }

  /** Process id of the running server; undefined while it is down. */
  get pid(): number | undefined {
    return this.#process?.running === true ? this.#process.pid : undefined;
  }

  /** The password of the default user, if there is one. */
  get password(): string | undefined {
    return this.#settings.requirepass;
  }

  /** A Unix socket, on which the server needs no TLS. */
  get socketPath(): string {
    return join(this.folder, SOCKET_NAME);
  }

  /** The last lines the server logged. */
  get output(): string {
    return this.#process?.output ?? '';
  }

  /**
   * Ends the process but keeps the folder; {@link restart} brings the server back.
   *
   * @param signal SIGTERM lets the server save what it has to. @default 'SIGKILL'
   */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    this.#process?.signal(signal);
    // A paused process would get the signal only when it goes on.
    this.#process?.signal('SIGCONT');
    await this.#process?.ended;
  }

  /**
   * Starts the server again, on the same port and folder; one that runs is shut down in an orderly way first.
   * May return while the server is loading its data.
   *
   * @throws RedisStartError if it does not come up
   */
  async restart(): Promise<void> {
    if (this.#stopped !== undefined)
      throw new Error(`Redis on port ${this.port} was stopped, start a new one`);
    const deadline = setTimeout(() => this.#process?.signal('SIGKILL'), SHUTDOWN_TIMEOUT_MS);
    await this.kill('SIGTERM');
    clearTimeout(deadline);
    await this.#launch();
  }

  /** Freezes the process (SIGSTOP): connections stay open, nothing answers. */
  pause(): void {
    this.#process?.signal('SIGSTOP');
  }

  /** Undoes {@link pause}. */
  resume(): void {
    this.#process?.signal('SIGCONT');
  }

  /** Ends the server and removes its folder. May be called more than once. */
  async stop(): Promise<void> {
    this.#stopped ??= this.kill().then(async () => this.#watchdog.close());
    return this.#stopped;
  }

  async #launch(): Promise<void> {
    const { binary, port, sentinel = false } = this.#settings;
    const args = ['redis.conf', ...(sentinel ? ['--sentinel'] : [])];
    const launched = await ServerProcess.launch(binary, args, this.folder, this.#watchdog);
    this.#process = launched;
    // The port may be another program's; the socket in our folder is not, and it is opened after the port.
    const answers = await waitUntil(async () => !launched.running || answersPing(this.socketPath), {
      timeoutMs: START_TIMEOUT_MS,
      everyMs: 5,
    }).catch(() => false);
    if (launched.running && answers) return;
    const what = answers ? 'ended while starting' : `did not answer within ${START_TIMEOUT_MS} ms`;
    await this.kill();
    throw new RedisStartError(port, what, launched.output);
  }
}
