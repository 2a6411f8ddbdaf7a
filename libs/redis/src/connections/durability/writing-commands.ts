import type { GuardedCommand } from '../command-guard.js';
import { isIdempotent } from '../guard/idempotent-commands.js';
import { isUnconfirmedScript } from './unconfirmed-scripts.js';

/** Commands that write no data, beside those that are known to read. */
const WRITE_NOTHING = new Set(
  [
    'acl asking auth client cluster command config discard failover hello info latency memory module monitor multi',
    'object quit readonly readwrite reset role script select sentinel slowlog touch unwatch wait waitaof watch xread',
    'publish spublish subscribe psubscribe ssubscribe unsubscribe punsubscribe sunsubscribe',
  ]
    .join(' ')
    .split(' '),
);

/** Whether replicas have to have what a command does before its caller is told. Unknown commands count as writes. */
export function needsConfirmation(command: Pick<GuardedCommand, 'name' | 'args'>): boolean {
  const name = command.name.toLowerCase();
  if (WRITE_NOTHING.has(name)) return false;
  if (name === 'evalsha' || name === 'eval') {
    return !isUnconfirmedScript(String(command.args[0])) && !isIdempotent(command);
  }
  return !isIdempotent(command);
}
