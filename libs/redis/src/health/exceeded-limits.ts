import type { HealthStatus } from '../connections/checks/nodes/node-health.js';

/** From which figures on something counts as degraded, and from which on as down. */
export interface StatusLimits<Limits> {
  readonly degradedAt: Limits;
  readonly downAt: Limits;
}

/**
 * The status that figures amount to, and why it is not `up`.
 * @param exceeded says of some limits which of them the figures exceed, a sentence for each
 */
export function statusWithin<Limits>(
  { degradedAt, downAt }: StatusLimits<Limits>,
  exceeded: (limits: Limits) => readonly string[],
): { readonly status: HealthStatus; readonly message?: string } {
  const down = exceeded(downAt);
  if (down.length > 0) return { status: 'down', message: down.join('; ') };
  const degraded = exceeded(degradedAt);
  return degraded.length > 0 ? { status: 'degraded', message: degraded.join('; ') } : { status: 'up' };
}
