import type { Socket } from 'node:net';
import { DelayLine } from './delay-line.js';
import type { ProxyCounters } from './proxy-counters.js';
import type { ProxyFaults } from './proxy-faults.js';
import { ReplySplitter, type ReplyPart } from './reply-splitter.js';

/** What a connection shares with its proxy. */
export interface ProxyState {
  readonly faults: ProxyFaults;
  readonly counters: ProxyCounters;
  /** The last of the replies to drop is gone. */
  onLastDrop(): void;
}

/** One client's connection through the proxy: requests one way, replies the other. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #state: ProxyState;
  readonly #requests = new DelayLine();
  readonly #replies = new DelayLine();
  readonly #splitter = new ReplySplitter();
  #lossy = false;

  constructor(client: Socket, server: Socket, state: ProxyState) {
    this.#client = client;
    this.#server = server;
    this.#state = state;
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // The close event follows and says the same.
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk) => this.#onRequest(chunk));
    server.on('data', (chunk) => this.#onReplies(chunk));
    client.on('close', () => this.#passClose(this.#requests, this.#state.faults.requestDelayMs, server));
    server.on('close', () => this.#passClose(this.#replies, this.#state.faults.replyDelayMs, client));
  }

  /** Whether bytes were swallowed. TCP never skips bytes, so no later ones may get through. */
  get lossy(): boolean {
    return this.#lossy;
  }

  get closed(): boolean {
    return this.#client.destroyed && this.#server.destroyed;
  }

  cut(): void {
    this.#requests.clear();
    this.#replies.clear();
    this.#client.destroy();
    this.#server.destroy();
  }

  #onRequest(chunk: Buffer): void {
    const { faults, counters } = this.#state;
    this.#requests.push(faults.requestDelayMs, () => {
      if (this.#vanishes()) return;
      counters.bytesToServer += chunk.length;
      this.#server.write(chunk);
    });
  }

  #onReplies(chunk: Buffer): void {
    const { faults, counters } = this.#state;
    for (const part of this.#splitter.split(chunk)) {
      if (this.#drops(part)) continue;
      this.#replies.push(faults.replyDelayMs, () => {
        if (this.#vanishes()) return;
        counters.bytesToClient += part.data.length;
        this.#client.write(part.data);
      });
    }
  }

  #drops({ push, startsReply, endsReply }: ReplyPart): boolean {
    const { faults, counters } = this.#state;
    const isReply = !push && faults.repliesToDrop > 0;
    if (isReply && startsReply) this.#lossy = true;
    const dropped = this.#lossy;
    if (dropped && isReply && endsReply) {
      counters.droppedReplies++;
      faults.repliesToDrop--;
      if (faults.repliesToDrop === 0) this.#state.onLastDrop();
    }
    return dropped;
  }

  #vanishes(): boolean {
    if (this.#state.faults.blackHole) this.#lossy = true;
    return this.#state.faults.blackHole;
  }

  /** Tells the other side, after what is still on its way; a black hole swallows that too. */
  #passClose(line: DelayLine, delayMs: number, other: Socket): void {
    if (other.destroyed) return;
    line.push(delayMs, () => {
      if (!this.#vanishes()) other.end();
    });
  }
}
