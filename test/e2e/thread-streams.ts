import { waitUntil } from '@tenantry/redis-testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { OpenStreams } from '../../src/streams/open-streams.js';
import { EventStream } from './event-stream.js';
import { startApp, type Caller, type RunningApp } from './running-app.js';

const HEARTBEAT_SECONDS = 0.2;

export interface FollowOptions {
  /** @default acme */
  readonly tenant?: string;
  readonly query?: string;
  readonly lastEventId?: string | undefined;
}

/** The app with short heartbeats, and clients of its streams that are closed after each test. */
export class ThreadStreams {
  readonly running: RunningApp;
  readonly acme: Caller;
  readonly globex: Caller;
  readonly redis = new Redis(inject('redisUrl'));
  readonly #streams: EventStream[] = [];

  constructor(running: RunningApp) {
    this.running = running;
    this.acme = running.as(running.acme, 'alice');
    this.globex = running.as(running.globex, 'alice');
  }

  /** A stream whose headers have come. */
  async open(threadId: string, options: FollowOptions = {}): Promise<EventStream> {
    const { tenant = this.running.acme, query = '', lastEventId } = options;
    const stream = await EventStream.open(`${this.running.url}/threads/${threadId}/events${query}`, {
      headers: {
        'x-api-key': `key-of-${tenant}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });
    this.#streams.push(stream);
    return stream;
  }

  /** A stream that listens already. */
  async follow(threadId: string, options?: FollowOptions): Promise<EventStream> {
    const stream = await this.open(threadId, options);
    await stream.reaches('ready', 1);
    return stream;
  }

  /** Adds a message over the agent-state API. */
  async add(threadId: string, content: string): Promise<void> {
    const { status } = await this.acme('POST', `/redis/agent-state/${threadId}/messages`, {
      body: { type: 'human', content },
    });
    if (status !== 201) throw new Error(`The message was not added: ${status}`);
  }

  async create(threadId: string, contents: readonly string[]): Promise<void> {
    const messages = contents.map((content) => ({ type: 'human', content }));
    const { status } = await this.acme('POST', '/redis/agent-state', { body: { threadId, messages } });
    if (status !== 201) throw new Error(`The thread was not created: ${status}`);
  }

  /** The channels of threads of these tenants that anybody listens to on the server. */
  async listened(): Promise<string[]> {
    const { acme, globex } = this.running;
    const channels = await Promise.all(
      [acme, globex].map(async (tenant) =>
        this.redis.call('PUBSUB', 'CHANNELS', `${tenant}:channel:thread*`),
      ),
    );
    return channels.flat() as string[];
  }

  /** Streams that the app holds open. */
  get openStreams(): number {
    return this.running.app.get(OpenStreams).size;
  }

  /** Closes the clients, and waits until nothing of them is left in the app and on the server. */
  async closeClients(): Promise<void> {
    for (const stream of this.#streams.splice(0)) stream.close();
    await waitUntil(async () => this.openStreams === 0 && (await this.listened()).length === 0, {
      what: 'nobody listens to a thread any more',
    });
  }
}

/** Starts the app before the tests of the surrounding `describe`, and stops it after them. */
export function useThreadStreams(): { readonly of: ThreadStreams } {
  let streams: ThreadStreams;
  beforeAll(async () => {
    process.env['STREAM_HEARTBEAT_SECONDS'] = String(HEARTBEAT_SECONDS);
    try {
      streams = new ThreadStreams(await startApp());
    } finally {
      delete process.env['STREAM_HEARTBEAT_SECONDS'];
    }
  });
  afterEach(async () => streams.closeClients());
  afterAll(async () => {
    streams.redis.disconnect();
    await streams.running.close();
  });
  return {
    get of() {
      return streams;
    },
  };
}

/** What a `message` event says. */
export interface ToldMessage {
  readonly index: number;
  readonly message: { readonly type: string; readonly content: string };
}
