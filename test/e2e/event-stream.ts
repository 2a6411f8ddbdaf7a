import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { waitUntil } from '@tenantry/redis-testing';

/** One server-sent event. */
export interface StreamEvent {
  readonly type: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

export interface StreamOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client of an event stream. It keeps everything that has come in. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  readonly comments: string[] = [];
  readonly status: number;
  readonly contentType: string | undefined;
  /** Whether the server, or the client, has ended it. */
  ended = false;
  #text = '';
  readonly #outgoing: ClientRequest;

  private constructor(outgoing: ClientRequest, response: IncomingMessage) {
    this.#outgoing = outgoing;
    this.status = response.statusCode ?? 0;
    this.contentType = response.headers['content-type'];
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#receive(chunk));
    response.on('error', () => undefined);
    response.on('close', () => {
      this.ended = true;
    });
  }

  /** Connects on a socket of its own, and waits for the headers of the answer. */
  static async open(url: string, { headers = {} }: StreamOptions = {}): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const outgoing = request(url, { headers, agent: false });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => resolve(new EventStream(outgoing, response)));
      outgoing.end();
    });
  }

  /** The events of a type so far. */
  of(type: string): StreamEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  /** Waits until there are so many events of a type. */
  async reaches(type: string, count: number): Promise<StreamEvent[]> {
    await waitUntil(() => this.of(type).length >= count, {
      what: `there are ${count} events of type ${type}, not ${this.of(type).length}`,
      everyMs: 5,
    });
    return this.of(type);
  }

  /** Drops the connection, as a client does that goes. */
  close(): void {
    this.#outgoing.destroy();
  }

  #receive(chunk: string): void {
    this.#text += chunk;
    for (let end = this.#text.indexOf('\n\n'); end >= 0; end = this.#text.indexOf('\n\n')) {
      this.#take(this.#text.slice(0, end));
      this.#text = this.#text.slice(end + 2);
    }
  }

  #take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon === 0) this.comments.push(line.slice(1).trim());
      else if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
    }
    const data = fields.get('data');
    if (data === undefined) return;
    this.events.push({
      type: fields.get('event') ?? 'message',
      id: fields.get('id'),
      data: JSON.parse(data),
    });
  }
}
