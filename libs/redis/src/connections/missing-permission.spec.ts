import { describe, expect, it } from 'vitest';
import { missingPermission } from './missing-permission.js';

const IN_SCRIPT = "The user executing the script can't";

describe('missingPermission', () => {
  it.each([
    ['NOPERM', "this user has no permissions to run the 'get' command", '+get.'],
    ['NOPERM', "User app has no permissions to run the 'client|setname' command", '+client|setname.'],
    ['NOPERM', "ACL failure in script: User app has no permissions to run the 'hset' command", '+hset.'],
    ['NOPERM', 'this user has no permissions to access one of the keys used as arguments', '~<pattern>'],
    ['NOPERM', 'No permissions to access a key', '~<pattern>'],
    ['NOPERM', 'this user has no permissions to access one of the channels used as arguments', '&<pattern>'],
    ['NOPERM', 'something new', 'ACL LOG'],
    ['ERR', `${IN_SCRIPT} run this command or subcommand`, 'ACL LOG'],
    ['ERR', `${IN_SCRIPT} access at least one of the keys mentioned in the command arguments`, '~<pattern>'],
    ['ERR', `${IN_SCRIPT} publish to the channel mentioned in the command`, '&<pattern>'],
  ])('of %s %s says what to allow', (reply, reason, advice) => {
    expect(missingPermission(reply, reason)).toContain(advice);
  });

  it.each([
    ['OOM', "command not allowed when used memory > 'maxmemory'."],
    ['ERR', 'value is not an integer or out of range'],
  ])('of %s %s is none', (reply, reason) => {
    expect(missingPermission(reply, reason)).toBeUndefined();
  });
});
