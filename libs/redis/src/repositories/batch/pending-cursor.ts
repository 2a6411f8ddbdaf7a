import { describeType } from '../../common/describe.js';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import type { PendingCursor } from '../../scripts/batch-pending-page.script.js';

const CURSOR = /^(\d{1,20}|end)-(\d{1,20}|end)$/;

/** A cursor as text; null at the end of the pass. */
export function formatCursor({ pending, removing }: PendingCursor): string | null {
  return pending === 'end' && removing === 'end' ? null : `${pending}-${removing}`;
}

/** Inverse of {@link formatCursor}; without a text the beginning. @throws InvalidArgumentError */
export function parseCursor(cursor: string | undefined): PendingCursor {
  const [, pending, removing] = CURSOR.exec(cursor === undefined ? '0-0' : cursor) ?? [];
  if (pending !== undefined && removing !== undefined) return { pending, removing };
  throw new InvalidArgumentError(
    'cursor',
    'the cursor of an earlier page',
    typeof cursor === 'string' ? 'another text' : describeType(cursor),
  );
}
