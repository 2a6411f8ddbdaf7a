import { BadRequestException } from '@nestjs/common';

/** How much of a thread a follower has been told. */
export interface ThreadPosition {
  /** When the thread was created, in milliseconds since 1970; 0 for a thread that does not exist. */
  readonly createdAt: number;
  /** Messages from its beginning. */
  readonly messages: number;
}

/** Where a thread that does not exist is. */
export const NOWHERE: ThreadPosition = { createdAt: 0, messages: 0 };

const EVENT_ID = /^(\d{1,15})-(\d{1,15})$/;

/** The position as the `id` of an event. It says when the thread was created, so that no two threads share it. */
export function toEventId({ createdAt, messages }: ThreadPosition): string {
  return `${createdAt}-${messages}`;
}

/**
 * The position that a `Last-Event-ID` stands for; undefined without one.
 * @throws BadRequestException for what is no `id` of these events
 */
export function toPosition(lastEventId: string | undefined): ThreadPosition | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  const [, createdAt, messages] = EVENT_ID.exec(lastEventId) ?? [];
  if (createdAt === undefined || messages === undefined) {
    throw new BadRequestException('Last-Event-ID: expected the id of an event of this stream.');
  }
  return { createdAt: Number(createdAt), messages: Number(messages) };
}
