import { WakeSignal } from '../resilience/wake-signal.js';
import type { ChannelAddress, ChannelSink } from './channel-sink.js';

/** A channel of a connection, and everybody who listens to it. */
export class LineEntry {
  readonly address: ChannelAddress;
  readonly sinks = new Set<ChannelSink>();
  /** Notified when the next attempt to subscribe need not wait any longer. */
  readonly retrySignal = new WakeSignal();
  /** The server has confirmed the subscription. */
  isLive = false;
  /** The server may have the subscription, confirmed or not. */
  isSent = false;
  /** Somebody brings the server's view in line with `sinks` already. */
  isSettling = false;

  constructor(address: ChannelAddress) {
    this.address = address;
  }

  get isWanted(): boolean {
    return this.sinks.size > 0;
  }

  get isSettled(): boolean {
    return this.isWanted ? this.isLive : !this.isSent;
  }

  confirmed(): void {
    this.isLive = true;
    for (const sink of this.sinks) sink.live();
  }

  /** The connection, and with it the subscription, is gone. */
  lost(): void {
    this.isSent = false;
    if (!this.isLive) return;
    this.isLive = false;
    for (const sink of this.sinks) sink.lost();
  }

  delayed(error: Error): void {
    for (const sink of this.sinks) sink.delayed(error);
  }

  /** Nobody listens any more: the server refused, or the connection has come to its end. */
  end(error?: unknown): void {
    const sinks = [...this.sinks];
    this.sinks.clear();
    this.retrySignal.notify();
    for (const sink of sinks) sink.ended(error);
  }
}
