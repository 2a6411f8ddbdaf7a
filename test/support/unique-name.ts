import { randomUUID } from 'node:crypto';

/** A name that no other test uses, valid as a tenant id: suites share one server. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}
