import { waitUntil } from '@tenantry/redis-testing';
import type { ApiClient } from './api-client.js';

/** One server-sent event. */
export interface StreamEvent {
  readonly type: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
  /** When it came in, as `performance.now()` tells it. */
  readonly atMs: number;
}

/** A client that follows a thread, and keeps what it is told. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  readonly #connection: AbortController;
  #rest = '';

  private constructor(connection: AbortController) {
    this.#connection = connection;
  }

  /** Resolves when everything from now on is told. @throws Error if the app refuses */
  static async follow(client: ApiClient, threadId: string, lastEventId?: string): Promise<EventStream> {
    const connection = new AbortController();
    const response = await fetch(`${client.url}/threads/${encodeURIComponent(threadId)}/events`, {
      headers: { ...client.headers, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
      signal: connection.signal,
    });
    if (response.status !== 200 || response.body === null) {
      throw new Error(`The stream was refused with ${response.status}.`);
    }
    const stream = new EventStream(connection);
    void stream.#read(response.body);
    await stream.receives('ready', 1);
    return stream;
  }

  /** The events that tell of something. */
  get news(): StreamEvent[] {
    return this.events.filter(({ type }) => type !== 'ready');
  }

  /** Waits until there are so many events of a type. */
  async receives(type: string, count: number): Promise<void> {
    await waitUntil(() => this.events.filter((event) => event.type === type).length >= count, {
      what: `the stream has told ${count} × "${type}"`,
      timeoutMs: 8_000,
      everyMs: 5,
    });
  }

  close(): void {
    this.#connection.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) this.#receive(decoder.decode(chunk, { stream: true }));
    } catch (error) {
      // Its end shows in what does not come in any more.
      if (!this.#connection.signal.aborted) this.#connection.abort(error);
    }
  }

  #receive(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) this.#take(block);
  }

  #take(block: string): void {
    const lines = block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line) ?? []);
    const fields = new Map(lines.map(([, name = '', value = '']) => [name, value]));
    const data = fields.get('data');
    if (data === undefined) return;
    this.events.push({
      type: fields.get('event') ?? 'message',
      id: fields.get('id'),
      data: JSON.parse(data) as Record<string, unknown>,
      atMs: performance.now(),
    });
  }
}
