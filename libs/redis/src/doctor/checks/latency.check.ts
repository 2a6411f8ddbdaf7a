import { info, ok, warning } from '../report/found.js';
import { valueOf } from '../servers/answer.js';
import { describeMs, type ServerCheck } from './server-check.js';

const SLOW_MEDIAN_MS = 10;
const SLOW_MAX_MS = 100;

/** How long PING takes. */
export const checkLatency: ServerCheck = ({ latency }) => {
  const facts = valueOf(latency);
  if (facts === undefined) return [];
  const { count, medianMs, maxMs } = facts;
  const text = `PING takes ${describeMs(medianMs)}, at most ${describeMs(maxMs)} (${count} times).`;
  if (medianMs >= SLOW_MEDIAN_MS) {
    const fix =
      'Bring application and server nearer, and look for slow commands: SLOWLOG GET, LATENCY DOCTOR';
    return [warning('latency', text, fix)];
  }
  return maxMs >= SLOW_MAX_MS
    ? [info('latency', text, 'Look for slow commands if that is no exception: SLOWLOG GET, LATENCY DOCTOR')]
    : [ok('latency', text)];
};
