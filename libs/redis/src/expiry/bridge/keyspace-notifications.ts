import { isReplyError } from '../../connections/driver-errors.js';
import type { ListenedServer } from './listened-servers.js';
import { flagsToSet } from './notification-flags.js';

const SETTING = 'notify-keyspace-events';

/** Processes that start together may each overwrite what the other has just set. */
const ATTEMPTS = 5;

/** The server does not let us see or change its settings. */
export interface NotificationsRefusal {
  /** What was refused: `CONFIG GET` or `CONFIG SET`. */
  readonly command: string;
  /** The server's answer, e.g. `NOPERM this user has no permissions ...`. */
  readonly reply: string;
}

/**
 * Makes a server announce the expiry of keys, by adding flags to its `notify-keyspace-events`. CONFIG SET is forgotten
 * when the server restarts: so this is repeated whenever its connection was lost.
 * @returns the refusal, if it does not let us; undefined if it announces them
 * @throws ConnectivityError
 */
export async function switchOnNotifications(
  server: ListenedServer,
  wanted: string,
): Promise<NotificationsRefusal | undefined> {
  for (let attempt = 1; ; attempt++) {
    const current = await ask('CONFIG GET', async () => server.config('GET', SETTING));
    if ('refusal' in current) return current.refusal;
    const flags = flagsToSet(settingOf(current.reply), wanted);
    if (flags === undefined) return undefined;
    if (attempt > ATTEMPTS) return { command: 'CONFIG SET', reply: 'it keeps being overwritten' };
    const outcome = await ask('CONFIG SET', async () => server.config('SET', SETTING, flags));
    if ('refusal' in outcome) return outcome.refusal;
  }
}

type Answer = { readonly reply: unknown } | { readonly refusal: NotificationsRefusal };

async function ask(command: string, send: () => Promise<unknown>): Promise<Answer> {
  try {
    return { reply: await send() };
  } catch (error) {
    if (!(error instanceof Error) || !isReplyError(error)) throw error;
    return { refusal: { command, reply: error.message } };
  }
}

/** Name and value in turn; some services answer with nothing at all. */
function settingOf(reply: unknown): string {
  return Array.isArray(reply) ? String(reply[1] ?? '') : '';
}
