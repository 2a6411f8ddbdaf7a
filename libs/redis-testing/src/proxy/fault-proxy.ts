import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { boundPort } from '../common/bound-port.js';
import { ProxiedConnection, type ProxyState } from './proxied-connection.js';
import type { ProxyCounters } from './proxy-counters.js';
import { NO_FAULTS } from './proxy-faults.js';

/** Where a `FaultProxy` connects to. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

/**
 * A TCP proxy in front of a Redis server that makes the network fail on command. Faults add up and last until
 * {@link heal}; they hold for open and for new connections. Speaks RESP2 and RESP3, not TLS.
 */
export class FaultProxy {
  readonly host = '127.0.0.1';
  readonly #target: ProxyTarget;
  readonly #connections = new Set<ProxiedConnection>();
  readonly #state: ProxyState = {
    faults: { ...NO_FAULTS },
    counters: { connections: 0, bytesToServer: 0, bytesToClient: 0, droppedReplies: 0 },
    onLastDrop: () => this.#cutLossy(),
  };
  #server: Server | undefined;
  #port = 0;

  constructor(target: ProxyTarget) {
    this.#target = target;
  }

  /** The port clients connect to; 0 before {@link listen}. */
  get port(): number {
    return this.#port;
  }

  /** `redis://127.0.0.1:<port>`. */
  get url(): string {
    return `redis://${this.host}:${this.#port}`;
  }

  /** What was seen since the proxy was made. */
  get counters(): Readonly<ProxyCounters> {
    return this.#state.counters;
  }

  /** Connections open now, those included of which only one side is left. */
  get openConnections(): number {
    return this.#connections.size;
  }

  /**
   * Begins to accept connections on 127.0.0.1.
   *
   * @param port @default a free one
   * @returns the port
   */
  async listen(port = 0): Promise<number> {
    const server = createServer((client) => this.#accept(client));
    server.listen(port, this.host);
    await once(server, 'listening');
    this.#server = server;
    this.#port = boundPort(server);
    return this.#port;
  }

  /** Closes all connections, now; new ones are accepted. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
  }

  /** Lets every byte of the direction arrive `delayMs` later. */
  delay(delayMs: number, direction: 'requests' | 'replies' | 'both' = 'both'): void {
    const { faults } = this.#state;
    if (direction !== 'replies') faults.requestDelayMs = delayMs;
    if (direction !== 'requests') faults.replyDelayMs = delayMs;
  }

  /** Accepts connections and bytes, passes nothing on in either direction, and says nothing: a lost route. */
  blackHole(): void {
    this.#state.faults.blackHole = true;
  }

  /**
   * Passes requests on but swallows the next `count` replies, then cuts the connections that lost one: the
   * commands ran, and their clients cannot know. Messages that answer no request (RESP3 push) do not count.
   *
   * @param count @default all until {@link heal}
   */
  dropReplies(count = Number.POSITIVE_INFINITY): void {
    this.#state.faults.repliesToDrop = count;
  }

  /** Refuses new connections (ECONNREFUSED); open ones go on. */
  refuse(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  /**
   * Ends all faults. Connections that lost bytes are cut, since a stream with a gap would give clients wrong
   * replies.
   */
  async heal(): Promise<void> {
    Object.assign(this.#state.faults, NO_FAULTS);
    this.#cutLossy();
    if (this.#server === undefined) await this.listen(this.#port);
  }

  /** Stops listening and cuts all connections. */
  async close(): Promise<void> {
    const server = this.#server;
    this.refuse();
    this.cut();
    if (server !== undefined) await once(server, 'close');
  }

  #accept(client: Socket): void {
    this.#state.counters.connections++;
    const server = connect(this.#target.port, this.#target.host);
    const connection = new ProxiedConnection(client, server, this.#state);
    this.#connections.add(connection);
    for (const socket of [client, server]) {
      socket.once('close', () => {
        if (connection.closed) this.#connections.delete(connection);
      });
    }
  }

  #cutLossy(): void {
    for (const connection of this.#connections) if (connection.lossy) connection.cut();
  }
}
