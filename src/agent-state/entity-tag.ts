import { BadRequestException } from '@nestjs/common';
import type { VersionCondition } from '@tenantry/agent';

const ENTITY_TAG = /^"(\d{1,15})-([1-9]\d{0,14})"$/;
const ANY = '*';

/** The version of a thread as an HTTP entity tag; it says when the thread was created, so that no two threads share it. */
export function entityTag({
  createdAt,
  version,
}: {
  readonly createdAt: Date;
  readonly version: number;
}): string {
  return `"${createdAt.getTime()}-${version}"`;
}

/**
 * The condition that an `If-Match` header states: none without it.
 * @throws BadRequestException for anything but the `ETag` of an answer
 */
export function ifMatch(header: string | undefined): VersionCondition {
  if (header === undefined || header.trim() === ANY) return {};
  const [, createdAt, version] = ENTITY_TAG.exec(header.trim()) ?? [];
  if (createdAt === undefined || version === undefined) {
    throw new BadRequestException('If-Match: expected the ETag of an answer.');
  }
  return { ifVersion: Number(version), ifCreatedAt: new Date(Number(createdAt)) };
}
