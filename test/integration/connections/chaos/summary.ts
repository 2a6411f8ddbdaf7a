import { BatchFailedError } from '../../../../libs/redis/src/connections/batch.errors.js';
import { TenantryError } from '../../../../libs/redis/src/common/tenantry.error.js';

/** 0 for no values. */
export function percentile(values: readonly number[], percentage: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.ceil((sorted.length * percentage) / 100) - 1] ?? 0;
}

/** To a tenth. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** How often each text occurs. */
export function countsOf(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

/** Class of an error of ours, first word of a refusal of the server; of a batch, that of its first command. */
export function errorName(error: unknown): string {
  if (error instanceof BatchFailedError) return errorName(error.errors[0]?.error);
  if (!(error instanceof Error)) return String(error);
  const reply = error instanceof TenantryError ? error.details['reply'] : undefined;
  if (typeof reply === 'string') return reply;
  return error.name === 'ReplyError' ? (error.message.split(' ')[0] ?? '') : error.name;
}
