import slotOf from 'cluster-key-slot';
import type { Redis } from 'ioredis';
import type { GuardedCluster } from '../connections/guarded-cluster.js';
import type { ChannelSink } from './channel-sink.js';
import { SubscriptionLine } from './subscription-line.js';

/** A process that only listens never hears that a slot has moved while nobody sends it MOVED: so it asks. */
const REFRESH_MS = 5_000;

/** Where a sharded channel is listened to. */
interface Route {
  readonly name: string;
  readonly slot: number;
  readonly sinks: Set<ChannelSink>;
  /** Undefined while no node is known to own the slot. */
  line: SubscriptionLine | undefined;
}

/** Makes a connection to the node at this address. */
export type OpenNode = (node: { readonly host: string; readonly port: number }) => Redis;

/**
 * Sharded channels of a cluster: each is listened to at the node that owns its slot, over one connection per node. When
 * slots move the channels follow; messages in between may be missed, which the sinks are told.
 */
export class ShardRouter {
  readonly #cluster: GuardedCluster;
  readonly #open: OpenNode;
  readonly #routes = new Map<string, Route>();
  readonly #lines = new Map<string, SubscriptionLine>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(cluster: GuardedCluster, open: OpenNode) {
    this.#cluster = cluster;
    this.#open = open;
  }

  add(name: string, sink: ChannelSink): void {
    const route = this.#routes.get(name) ?? { name, slot: slotOf(name), sinks: new Set(), line: undefined };
    this.#routes.set(name, route);
    route.sinks.add(sink);
    if (route.line === undefined) this.#place(route);
    else route.line.add({ kind: 'ssubscribe', name }, sink);
    if (this.#timer !== undefined) return;
    this.#cluster.on('refresh', this.#follow);
    this.#timer = setInterval(this.#refresh, REFRESH_MS).unref();
  }

  remove(name: string, sink: ChannelSink): void {
    const route = this.#routes.get(name);
    if (route === undefined) return;
    route.line?.remove({ kind: 'ssubscribe', name }, sink);
    route.sinks.delete(sink);
    if (route.sinks.size === 0) this.#routes.delete(name);
    if (this.#routes.size === 0) this.#rest();
  }

  close(): void {
    this.#closed = true;
    this.#rest();
    for (const line of this.#lines.values()) line.close();
    this.#lines.clear();
    this.#routes.clear();
  }

  /** Nobody listens: connections are closed at the next occasion, so that the server hears of it before. */
  #rest(): void {
    this.#cluster.off('refresh', this.#follow);
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const address of [...this.#lines.keys()]) this.#closeIfUnused(address);
  }

  /** It reports to `refresh`; a failure is told by the pool's own connections. */
  readonly #refresh = (): void => {
    if (this.#cluster.status === 'ready') this.#cluster.refreshSlotsCache();
  };

  readonly #follow = (): void => {
    if (this.#closed) return;
    for (const route of this.#routes.values()) this.#place(route);
    for (const address of [...this.#lines.keys()]) this.#closeIfUnused(address);
  };

  #place(route: Route): void {
    const address = this.#cluster.slots[route.slot]?.[0];
    if (address === undefined) {
      if (route.line === undefined) this.#refresh();
      return;
    }
    const line = this.#lines.get(address) ?? this.#openLine(address);
    if (line === route.line) return;
    const before = route.line;
    route.line = line;
    for (const sink of route.sinks) {
      if (before !== undefined) {
        before.remove({ kind: 'ssubscribe', name: route.name }, sink);
        sink.lost();
      }
      line.add({ kind: 'ssubscribe', name: route.name }, sink);
    }
  }

  #openLine(address: string): SubscriptionLine {
    const colon = address.lastIndexOf(':');
    const node = { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
    const line = new SubscriptionLine(this.#cluster.poolAlias, this.#open(node), this.#refresh);
    this.#lines.set(address, line);
    return line;
  }

  #closeIfUnused(address: string): void {
    const line = this.#lines.get(address);
    if (line === undefined || [...this.#routes.values()].some((route) => route.line === line)) return;
    this.#lines.delete(address);
    line.close();
  }
}
