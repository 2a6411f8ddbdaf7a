import type { GuardedCommand } from '../command-guard.js';

/**
 * About the connection rather than the data. They pass an open circuit: subscriptions are had back, and connections
 * closed, whatever the state of the pool. They are not counted, for the library sends them too.
 */
const CONNECTION_COMMANDS = new Set([
  'subscribe',
  'psubscribe',
  'ssubscribe',
  'unsubscribe',
  'punsubscribe',
  'sunsubscribe',
  'quit',
]);

export function isConnectionCommand({ name }: Pick<GuardedCommand, 'name'>): boolean {
  return CONNECTION_COMMANDS.has(name);
}
