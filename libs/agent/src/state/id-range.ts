import { InvalidArgumentError, type KeyFactory } from '@tenantry/redis';

/** Ends of a range of ZRANGEBYLEX. */
export interface IdRange {
  readonly from: string;
  readonly to: string | Buffer;
}

/** In no UTF-8 text: after everything that begins with what stands before it. */
const AFTER_ALL_TEXT = Buffer.from([0xff]);

/**
 * The ids that begin with `prefix` and come after `cursor`.
 * @throws InvalidKeyPartError for a prefix that no id begins with
 * @throws InvalidArgumentError for a cursor of another prefix
 */
export function idRange(keys: KeyFactory, prefix: string | undefined, cursor: string | undefined): IdRange {
  const beginning = prefix === undefined || prefix === '' ? '' : keys.threadSegment(prefix);
  if (cursor !== undefined && (cursor === '' || !cursor.startsWith(beginning))) {
    throw new InvalidArgumentError('cursor', 'a cursor that this call returned', 'another text');
  }
  return {
    from: cursor === undefined ? (beginning === '' ? '-' : `[${beginning}`) : `(${cursor}`,
    to: beginning === '' ? '+' : Buffer.concat([Buffer.from(`[${beginning}`), AFTER_ALL_TEXT]),
  };
}
