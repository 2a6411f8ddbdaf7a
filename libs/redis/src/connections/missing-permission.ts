/** How Redis 7.0 and earlier say that a script may not do something: as any error, and without the command's name. */
const IN_SCRIPT = /user executing the script can't (?<what>.*)/s;

const NAMED_COMMAND = /'(?<command>[a-z|_-]+)' command/i;

/** What to do about a permission that the ACL user of a pool lacks; undefined if that is not what the reply says. */
export function missingPermission(reply: string, reason: string): string | undefined {
  const inScript = IN_SCRIPT.exec(reason)?.groups?.['what'];
  if (reply !== 'NOPERM' && inScript === undefined) return undefined;
  const command = NAMED_COMMAND.exec(reason)?.groups?.['command']?.toLowerCase();
  if (command !== undefined) return `Allow it with ACL SETUSER <user> +${command}.`;
  if (/\bkeys?\b/.test(reason)) {
    return 'Allow the key with ACL SETUSER <user> ~<pattern>; ACL LOG on the server names it.';
  }
  if (/\bchannels?\b/.test(reason)) {
    return 'Allow the channel with ACL SETUSER <user> &<pattern>; patterns to PSUBSCRIBE to have to be there letter by letter.';
  }
  return 'ACL LOG on the server names the command: allow it with ACL SETUSER <user> +<command>.';
}
