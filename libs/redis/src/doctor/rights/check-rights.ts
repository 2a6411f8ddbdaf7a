import type { DoctorRole } from '../doctor-options.js';
import { error, info, ok, warning, type Found } from '../report/found.js';
import type { ServerConnection } from '../servers/server-connection.js';
import { neededCommands } from './needed-commands.js';
import type { TriedUse } from './pool-uses.js';
import { sampleCall } from './sample-calls.js';

/** What is tried out for one pool. */
export interface RightsQuestion {
  readonly pool: string;
  readonly uses: readonly TriedUse[];
}

/** How the replies of ACL DRYRUN differ: "... no permissions to run the 'get' command", "... to access the 'x' key". */
const ABOUT_COMMAND = /to run the '[^']*'/;

/** What the user may not do, by ACL DRYRUN: nothing is carried out. */
export async function checkRights(
  connection: ServerConnection,
  user: string,
  questions: readonly RightsQuestion[],
  { roles, isTenantNamed }: { readonly roles: readonly DoctorRole[]; readonly isTenantNamed: boolean },
): Promise<Found[]> {
  const trial = await connection.ask('acl', 'dryrun', user, 'ping');
  if (trial.kind === 'refused') return [notTriedOut(trial.reply)];
  const found = await Promise.all(
    questions.map(async (question) => rightsOf(connection, user, question, roles, isTenantNamed)),
  );
  return found.flat();
}

function notTriedOut(reply: string): Found {
  const isOld = /unknown (sub)?command/i.test(reply);
  const fix = isOld
    ? 'Try out each role in the suites of the application.'
    : 'Allow the user ACL DRYRUN while this is checked: ACL SETUSER <user> +acl|dryrun +acl|whoami';
  const text = isOld ? 'It has no ACL DRYRUN (Redis 7)' : `ACL DRYRUN was refused (${reply})`;
  return info('rights.commands', `What the user may do could not be tried out: ${text}.`, fix);
}

async function rightsOf(
  connection: ServerConnection,
  user: string,
  { pool, uses }: RightsQuestion,
  roles: readonly DoctorRole[],
  isTenantNamed: boolean,
): Promise<Found[]> {
  const missing = new Map<string, Set<DoctorRole>>();
  const refused = new Set<string>();
  const tries = roles.flatMap((role) => triesOf(role, uses).map((each) => ({ role, ...each })));
  await Promise.all(
    tries.map(async ({ role, command, place, call }) => {
      const reply = await connection.ask('acl', 'dryrun', user, ...call);
      const verdict = reply.kind === 'answered' ? String(reply.value) : 'OK';
      if (verdict === 'OK') return;
      const isAboutCommand = ABOUT_COMMAND.test(verdict);
      // PSUBSCRIBE needs the very pattern, which only the application knows.
      if (!isAboutCommand && command !== 'psubscribe') refused.add(place);
      if (isAboutCommand) missing.set(command, (missing.get(command) ?? new Set()).add(role));
    }),
  );
  const found = [...commandsOf(user, missing, roles), ...placesOf(user, refused, isTenantNamed)];
  const all =
    found.length > 0
      ? found
      : [ok('rights.commands', `User "${user}" may do all that is needed (${roles.join(', ')}).`)];
  return all.map((each) => ({ ...each, pools: [pool] }));
}

function triesOf(
  role: DoctorRole,
  uses: readonly TriedUse[],
): { readonly command: string; readonly place: string; readonly call: string[] }[] {
  if (uses.length === 0) return [{ command: 'ping', place: '', call: sampleCall('ping', '', '') }];
  return uses.flatMap(({ use, key, channel }) =>
    neededCommands(role, use).map((command) => {
      const call = sampleCall(command, key, channel);
      return { command, place: call.includes(key) ? key : `channel ${channel}`, call };
    }),
  );
}

function commandsOf(
  user: string,
  missing: ReadonlyMap<string, ReadonlySet<DoctorRole>>,
  roles: readonly DoctorRole[],
): Found[] {
  return roles.flatMap((role) => {
    const commands = [...missing]
      .flatMap(([command, those]) => (those.has(role) ? [command] : []))
      .toSorted();
    if (commands.length === 0) return [];
    const fix = `ACL SETUSER ${user} ${commands.map((each) => `+${each}`).join(' ')}`;
    return [error('rights.commands', `As ${role} user "${user}" lacks: ${commands.join(', ')}.`, fix)];
  });
}

function placesOf(user: string, refused: ReadonlySet<string>, isTenantNamed: boolean): Found[] {
  if (refused.size === 0) return [];
  const places = [...refused].toSorted();
  const text = `User "${user}" may not touch ${places.join(', ')}.`;
  const fix = `ACL SETUSER ${user} ${places.map((place) => (place.startsWith('channel ') ? `&${place.slice('channel '.length)}` : `~${place}`)).join(' ')}, with * where ids differ`;
  if (isTenantNamed) return [error('rights.keys', text, fix)];
  return [warning('rights.keys', `${text} If it is meant for single tenants, name one (\`--tenant\`).`, fix)];
}
