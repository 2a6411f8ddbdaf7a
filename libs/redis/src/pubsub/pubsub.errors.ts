import { describeKey } from '../common/describe.js';
import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';

/** Messages came faster than they were read, and the subscription was to end then (`overflow: 'error'`). */
export class ChannelOverflowError extends TenantryError {
  constructor(channel: string, pool: string, maxQueue: number) {
    super(
      `The subscription to ${describeKey(channel)} in pool "${pool}" ended: ${maxQueue} messages were waiting to be ` +
        `read. Read faster, raise \`maxQueue\`, or choose another \`overflow\`.`,
      {
        code: TENANTRY_ERROR_CODES.CHANNEL_OVERFLOW,
        details: { pool, key: describeKey(channel), operation: 'subscribe', maxQueue },
        retryable: true,
      },
    );
  }
}
