import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { ListPosition } from '../../scripts/trigger-list.script.js';

/** Where a listing of scheduled triggers stands: in which queue, and behind which of its entries. */
export interface ListCursor {
  readonly action: string;
  readonly partition: number;
  readonly behind: ListPosition | null;
}

const CURSOR = 'a cursor that an earlier page returned';

export function writeListCursor({ action, partition, behind }: ListCursor): string {
  const parts = [action, partition, behind?.score ?? '', behind?.member ?? ''];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws InvalidArgumentError */
export function readListCursor(cursor: string, partitions: number): ListCursor {
  const parts = parseArray(cursor);
  const [action, partition, score, member] = parts;
  if (
    typeof action !== 'string' ||
    typeof score !== 'string' ||
    typeof member !== 'string' ||
    !isPartition(partition, partitions) ||
    (score !== '' && !Number.isFinite(Number(score)))
  ) {
    throw new InvalidArgumentError('cursor', CURSOR, 'another text');
  }
  return { action, partition, behind: score === '' ? null : { score, member } };
}

/** Id of a dead letter outside its partition. A cursor of dead letters is the id of the last one. */
export interface DeadLetterId {
  readonly partition: number;
  readonly id: number;
}

export function writeDeadLetterId({ partition, id }: DeadLetterId): string {
  return `${partition}-${id}`;
}

/** @param argument name of the argument @throws InvalidArgumentError */
export function readDeadLetterId(text: string, partitions: number, argument: string): DeadLetterId {
  const [, partition, id] = /^(\d{1,4})-(\d{1,15})$/.exec(text) ?? [];
  if (id === undefined || !isPartition(Number(partition), partitions)) {
    throw new InvalidArgumentError(argument, 'an id of a dead letter, or a cursor', 'another text');
  }
  return { partition: Number(partition), id: Number(id) };
}

function isPartition(value: unknown, partitions: number): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < partitions;
}

function parseArray(cursor: string): readonly unknown[] {
  if (typeof cursor !== 'string') throw new InvalidArgumentError('cursor', CURSOR, describeType(cursor));
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
