import type { ChannelMessage } from './channel-message.js';

/** A message as its reader gets it. A class for the reason that is given in `channel-subscription.ts`. */
export class DeliveredMessage implements ChannelMessage {
  constructor(
    readonly channel: string,
    readonly value: unknown,
    readonly receivedAt: Date,
  ) {}
}
