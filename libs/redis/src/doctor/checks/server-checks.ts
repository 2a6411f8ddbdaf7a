import { checkClients } from './clients.check.js';
import { checkClock } from './clock.check.js';
import { checkLatency } from './latency.check.js';
import { checkMemory } from './memory.check.js';
import { checkNotifications } from './notifications.check.js';
import { checkPersistence } from './persistence.check.js';
import { checkReplication } from './replication.check.js';
import { checkRole } from './role.check.js';
import { checkSecurity } from './security.check.js';
import type { ServerCheck } from './server-check.js';
import { checkSettings } from './settings.check.js';
import { checkVersion } from './version.check.js';

/** What is looked at on every server, in the order of the report. */
export const SERVER_CHECKS: readonly ServerCheck[] = [
  checkVersion,
  checkRole,
  checkSecurity,
  checkLatency,
  checkClock,
  checkMemory,
  checkPersistence,
  checkReplication,
  checkNotifications,
  checkClients,
  checkSettings,
];
