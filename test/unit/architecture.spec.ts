import { describe, expect, it } from 'vitest';
import { implicitInjections } from './support/explicit-inject.rule.js';
import { fileLengthViolations } from './support/file-length.rule.js';
import { folderOrderViolations } from './support/folder-order.rule.js';
import { importCycles } from './support/import-cycles.rule.js';
import { luaContractViolations } from './support/lua-contract.rule.js';
import { packageBoundaryViolations } from './support/package-boundaries.rule.js';
import { publicSurfaceViolations } from './support/public-surface.rule.js';
import { readSourceFiles, type SourceFiles } from './support/source-files.js';
import { unboundedCommandViolations, type AllowedCommand } from './support/unbounded-commands.rule.js';

/**
 * The repository against the rules in `support/*.rule.ts`. That each rule can fail is shown beside it, on
 * repositories in memory.
 */
const packages = readSourceFiles(['libs', 'src'], (path) =>
  /^(libs\/[^/]+\/)?src\/.*\.(ts|lua)$|^libs\/[^/]+\/package\.json$/.test(path),
);
const everything = readSourceFiles(['libs', 'src', 'test', 'bench', 'demo', 'tools'], (path) =>
  /\.(ts|mjs|lua)$/.test(path),
);

const ALLOWED_COMMANDS: readonly AllowedCommand[] = [
  {
    file: 'libs/redis/src/operations/scan-steps.ts',
    command: 'scan',
    reason: 'scanKeys() is that command by name, one bounded step at a time',
  },
  {
    file: 'libs/redis/src/operations/set.operations.ts',
    command: 'smembers',
    reason: 'smembers() is that command by name, documented as going through the whole set',
  },
  {
    file: 'libs/redis/src/scripts/scan-records.lua',
    command: 'scan',
    reason: 'one bounded step, for reindex() and searches that ask for { scan: true }',
  },
  {
    file: 'libs/redis/src/connections/flush-pool.ts',
    command: 'flushdb',
    reason: 'flush() is that command by name, ASYNC, behind a confirmation',
  },
];

function below(prefix: string, files: SourceFiles): SourceFiles {
  return new Map([...files].filter(([path]) => path.startsWith(prefix)));
}

describe('the repository', () => {
  it('is seen by these checks', () => {
    expect([...packages.keys()]).toEqual(
      expect.arrayContaining(['libs/redis/package.json', 'libs/redis/src/common/tenantry.error.ts']),
    );
    expect([...packages.keys()].filter((path) => path.endsWith('.lua'))).not.toEqual([]);
  });

  it('imports downwards only inside the Redis library', () => {
    expect(folderOrderViolations(packages)).toEqual([]);
  });

  it('has no import cycle', () => {
    expect(importCycles(packages)).toEqual([]);
  });

  it('keeps packages apart', () => {
    expect(packageBoundaryViolations(packages)).toEqual([]);
  });

  it('writes out what each package exports', () => {
    expect(publicSurfaceViolations(below('libs/', packages))).toEqual([]);
  });

  it('names the token of every constructor parameter that Nest injects into the libraries', () => {
    const libraries = new Map([...below('libs/redis/', packages), ...below('libs/agent/', packages)]);
    expect(implicitInjections(libraries)).toEqual([]);
  });

  it('has no file of more than 300 lines', () => {
    expect(fileLengthViolations(everything)).toEqual([]);
  });

  it('explains every Lua script at its top', () => {
    expect(luaContractViolations(packages)).toEqual([]);
  });

  it('calls no command whose cost grows with the keyspace', () => {
    expect(unboundedCommandViolations(below('libs/', packages), ALLOWED_COMMANDS)).toEqual([]);
  });
});
