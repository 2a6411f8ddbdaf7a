import { flagsToSet } from '../../expiry/bridge/notification-flags.js';
import { info, ok, warning, type Found } from '../report/found.js';
import { settingOf, type ServerCheck } from './server-check.js';

/** Whether the server announces keys that expire, and lets us see its settings. */
export const checkNotifications: ServerCheck = (server, { listeners, expiry, roles }) => {
  const found: Found[] = server.settings.kind === 'refused' ? [refusal(server.settings.reply)] : [];
  if (listeners.length === 0 || expiry.notifications === 'off' || !roles.includes('worker')) return found;
  const current = settingOf(server, 'notify-keyspace-events');
  const wanted = current === undefined ? undefined : flagsToSet(current, expiry.flags);
  const place = { pools: listeners };
  if (current === undefined) {
    const fix = `Set it as an administrator: CONFIG SET notify-keyspace-events ${flagsToSet('', expiry.flags) ?? 'Ex'}`;
    const text = 'Whether it announces expired keys cannot be seen.';
    found.push({ ...warning('notifications', text, fix), ...place });
  } else if (wanted === undefined) {
    found.push({ ...ok('notifications', `notify-keyspace-events is "${current}".`), ...place });
  } else {
    const fix = `CONFIG SET notify-keyspace-events ${wanted}, and in redis.conf: notify-keyspace-events ${wanted}`;
    const text = `notify-keyspace-events is "${current}", and lacks flags of "${expiry.flags}".`;
    const finding =
      expiry.notifications === 'auto'
        ? info('notifications', `${text} A worker that may use CONFIG SET adds them when it starts.`, fix)
        : warning('notifications', text, fix);
    found.push({ ...finding, ...place });
  }
  return found;
};

function refusal(reply: string): Found {
  const fix = /unknown command|unknown subcommand/i.test(reply)
    ? 'CONFIG is renamed or disabled there: ask whoever runs the server for its settings.'
    : 'Allow the user to read settings: ACL SETUSER <user> +config|get';
  return warning('rights.config', `CONFIG GET was refused: ${reply}`, fix);
}
