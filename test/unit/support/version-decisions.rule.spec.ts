import { describe, expect, it } from 'vitest';
import { versionDecisionViolations } from './version-decisions.rule.js';

const READER = "const isNew = fields.get('redis_version') >= '8';";

describe('versionDecisionViolations', () => {
  it('finds sources that read the version of a server', () => {
    const files = new Map([
      ['libs/redis/src/feature.ts', READER],
      ['libs/redis/src/feature.spec.ts', READER],
      ['libs/redis/src/other.ts', '// redis_version is a field of INFO, and hello a greeting'],
    ]);
    expect(versionDecisionViolations(files, [])).toEqual([
      'libs/redis/src/feature.ts reads redis_version: ask the server for the feature by trying it',
    ]);
    expect(versionDecisionViolations(files, [{ file: 'libs/redis/src/feature.ts', reason: '' }])).toEqual([]);
  });

  it('finds entries of the list that are of no use', () => {
    expect(versionDecisionViolations(new Map(), [{ file: 'libs/redis/src/gone.ts', reason: '' }])).toEqual([
      'libs/redis/src/gone.ts no longer reads a version: remove it from the list',
    ]);
  });
});
