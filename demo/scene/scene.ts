import { startRedis, type RedisServer } from '@tenantry/redis-testing';
import { randomBytes } from 'node:crypto';
import { ApiClient } from './api-client.js';
import { AppProcess, type ProcessEnd } from './app-process.js';
import { childEnvironment } from './child-environment.js';
import { RawStore } from './raw-store.js';
import { RecordedRuns } from './recorded-runs.js';

const WORKERS = 2;

/** What is there once everything has been started. */
interface StartedScene {
  readonly server: RedisServer;
  readonly store: RawStore;
  readonly api: AppProcess;
  readonly anonymous: ApiClient;
}

/** A Redis, the app in several processes, and two tenants who use it. */
export class Scene {
  readonly runs = new RecordedRuns();
  readonly workers: AppProcess[] = [];
  readonly #apiKeys = { acme: randomBytes(16).toString('hex'), globex: randomBytes(16).toString('hex') };
  readonly #processes: AppProcess[] = [];
  #server: RedisServer | undefined;
  #started: StartedScene | undefined;
  #stopped = false;

  /**
   * Starts everything.
   * @param log receives what there is to say about where the server program comes from
   * @throws RedisNotFoundError | RedisStartError | Error
   */
  async start(log: (line: string) => void): Promise<void> {
    // Always: what is acknowledged is on the disk.
    const server = await startRedis({ appendonly: true, appendfsync: 'always', log });
    this.#server = server;
    if (this.#stopped) await server.stop();
    const api = this.#launch('API', 'api');
    const workers = Array.from({ length: WORKERS }, async () => this.startWorker());
    const [port] = await Promise.all([api.ready(), ...workers]);
    const anonymous = new ApiClient(`http://127.0.0.1:${port}`, {});
    this.#started = { server, store: new RawStore(server), api, anonymous };
  }

  /** One more worker. */
  async startWorker(): Promise<AppProcess> {
    const worker = this.#launch(`worker ${this.workers.length + 1}`, 'worker');
    this.workers.push(worker);
    await worker.ready();
    return worker;
  }

  /** Whether there is something to look at. */
  get isStarted(): boolean {
    return this.#started !== undefined;
  }

  get server(): RedisServer {
    return this.#use().server;
  }

  get store(): RawStore {
    return this.#use().store;
  }

  get api(): AppProcess {
    return this.#use().api;
  }

  /** Nobody's client: it sends no API key. */
  get anonymous(): ApiClient {
    return this.#use().anonymous;
  }

  get acme(): ApiClient {
    return this.anonymous.with({ 'x-api-key': this.#apiKeys.acme });
  }

  get globex(): ApiClient {
    return this.anonymous.with({ 'x-api-key': this.#apiKeys.globex });
  }

  /** What the processes have warned of since this was asked last. */
  complaints(): string[] {
    return this.#processes.flatMap((each) => each.complaints());
  }

  /** Asks the app's processes to end. @returns how each ended, by name */
  async stopProcesses(): Promise<ReadonlyMap<string, ProcessEnd>> {
    const ends = this.#processes
      .filter(({ isRunning }) => isRunning)
      .map(async (each) => [each.name, await each.stop()] as const);
    return new Map(await Promise.all(ends));
  }

  /** Ends everything, whatever has been started. May be called more than once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.stopProcesses();
    await this.#server?.stop();
  }

  #launch(name: string, role: 'api' | 'worker'): AppProcess {
    if (this.#stopped || this.#server === undefined) throw new Error('The demo has ended.');
    const launched = new AppProcess({
      name,
      role,
      environment: childEnvironment(this.#server.url, this.#apiKeys),
      onMessage: (message, pid) => this.runs.note(message, pid),
    });
    this.#processes.push(launched);
    return launched;
  }

  #use(): StartedScene {
    if (this.#started === undefined) throw new Error('Redis and the app have not been started.');
    return this.#started;
  }
}
