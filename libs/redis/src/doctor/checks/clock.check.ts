import { error, ok, warning, type Found } from '../report/found.js';
import { valueOf } from '../servers/answer.js';
import type { ClockFacts, ServerFacts } from '../servers/server-facts.js';
import { describeMs, type ServerCheck } from './server-check.js';

/** Clocks that NTP keeps differ by much less. */
const TOLERATED_SKEW_MS = 1_000;

const FIX = 'Run NTP (chrony, systemd-timesyncd) on both machines.';

/** The clock of this machine against that of the server. */
export const checkClock: ServerCheck = (server) => {
  const clock = valueOf(server.clock);
  if (clock === undefined) return [];
  const text = `Its clock is ${describeMs(Math.abs(clock.aheadMs))} ${clock.aheadMs < 0 ? 'behind' : 'ahead of'} that of this machine.`;
  const skew = Math.abs(clock.aheadMs) - clock.uncertaintyMs;
  return [skew > TOLERATED_SKEW_MS ? warning('clock.client', text, FIX) : ok('clock.client', text)];
};

/**
 * The clocks of the servers of a deployment against one another.
 * @param leaseMs more than this ends leases early
 */
export function compareClocks(servers: readonly ServerFacts[], leaseMs: number): Found[] {
  const clocks = servers.flatMap(({ address, clock }) => {
    const known = valueOf(clock);
    return known === undefined ? [] : [{ address, ...known }];
  });
  if (clocks.length < 2) return [];
  const sorted = clocks.toSorted((one, other) => one.aheadMs - other.aheadMs);
  const [slowest, fastest] = [sorted[0], sorted.at(-1)];
  if (slowest === undefined || fastest === undefined) return [];
  const differenceMs = fastest.aheadMs - slowest.aheadMs;
  const text = `The clocks of ${clocks.length} servers differ by up to ${describeMs(differenceMs)}.`;
  const skew = differenceMs - uncertainty(slowest, fastest);
  if (skew <= TOLERATED_SKEW_MS) return [ok('clock.servers', text)];
  const named = `${text} ${fastest.address} is ahead of ${slowest.address}.`;
  return [skew > leaseMs ? error('clock.servers', named, FIX) : warning('clock.servers', named, FIX)];
}

function uncertainty(one: ClockFacts, other: ClockFacts): number {
  return one.uncertaintyMs + other.uncertaintyMs;
}
