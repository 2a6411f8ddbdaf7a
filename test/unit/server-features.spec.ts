import { expect, it } from 'vitest';
import { readSourceFiles } from './support/source-files.js';
import { versionDecisionViolations, type VersionReader } from './support/version-decisions.rule.js';

const READERS: readonly VersionReader[] = [
  {
    file: 'libs/redis/src/connections/checks/server-info.ts',
    reason: 'the report of health shows it',
  },
  {
    file: 'libs/redis/src/connections/startup/least-version.ts',
    reason: 'a line in the log and a finding of the doctor, by which nothing is decided',
  },
  {
    file: 'libs/redis/src/doctor/checks/version.check.ts',
    reason: 'the doctor tells people what they run, and whether it is too old',
  },
  {
    file: 'libs/redis/src/connections/startup/server-version.ts',
    reason:
      'HELLO is answered before any other command may be sent; where it does not tell, a script is tried',
  },
  {
    file: 'libs/agent/src/state/agent-store.health.ts',
    reason: 'the report of health shows it',
  },
];

it('what a server can do is decided by its answers, never by its version', () => {
  const sources = readSourceFiles(['libs'], (path) => /^libs\/(redis|agent)\/src\/.*\.ts$/.test(path));
  expect(versionDecisionViolations(sources, READERS)).toEqual([]);
});
