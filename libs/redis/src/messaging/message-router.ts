import { readModel } from '../codec/model-reader.js';
import type { TenantId } from '../common/tenant-id.js';
import { escapeGlob } from '../keys/glob.js';
import type { ReceivedMessage } from '../pubsub/received-message.js';
import { globMatches } from '../pubsub/glob-matches.js';
import type { PubSubRuntime } from '../pubsub/pubsub-runtime.js';
import type { HandledChannel } from './handled-channel.js';

/** A message whose tenant is known. */
export interface RoutedMessage {
  readonly tenant: TenantId;
  readonly channel: string;
  readonly message: ReceivedMessage;
  readonly receivedAt: Date;
}

/** Says whose a message is that came in over all tenants, and what is in it. */
export class MessageRouter {
  readonly #handled: HandledChannel;
  readonly #runtime: Pick<PubSubRuntime, 'names' | 'codec'>;
  /** To listen to, on the server. */
  readonly pattern: string;

  constructor(handled: HandledChannel, runtime: Pick<PubSubRuntime, 'names' | 'codec'>) {
    this.#handled = handled;
    this.#runtime = runtime;
    this.pattern = runtime.names.patternOfEveryTenant(handled.pattern ?? escapeGlob(handled.channel ?? ''));
  }

  /** Undefined for a message that only looks like one of these channels: no tenant's, or of a longer name. */
  route(message: ReceivedMessage): RoutedMessage | undefined {
    const parsed = this.#runtime.names.parse(message.name);
    if (parsed === null || !this.#isHandled(parsed.channel)) return undefined;
    return { ...parsed, message, receivedAt: new Date(message.receivedAtMs) };
  }

  /** @throws ModelValidationError */
  valueOf({ message }: RoutedMessage): unknown {
    const value = message.decode(this.#runtime.codec);
    const { model } = this.#handled;
    return model === undefined ? value : readModel(value, model, 'message');
  }

  #isHandled(channel: string): boolean {
    return this.#handled.pattern === null
      ? channel === this.#handled.channel
      : globMatches(this.#handled.pattern, channel);
  }
}
