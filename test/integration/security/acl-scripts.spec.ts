import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAclFile } from './acl-file.js';

const LIBRARIES = join(import.meta.dirname, '../../../libs');
const FOLDERS = ['redis', 'agent'].map((library) => join(LIBRARIES, library, 'src/scripts'));
const CALL = /redis\.p?call\('(?<command>\w+)'/g;
/** Includes, and those that take their place. */
const INCLUDE = /^--- @include (?<names>.+)$/gm;
/** Commands that a script is told by a variable. */
const BY_VARIABLE: Readonly<Record<string, readonly string[]>> = { 'batch-pending-page': ['SSCAN', 'HSCAN'] };

/** Scripts that only workers run: taking, extending and adopting triggers, and what goes over all tenants. */
const OF_WORKERS = /^(trigger-(turn|extend|take-over|adopt|key-claim)|batch-(pending|removal|inspect))/;
/** `RedisOperations` runs what the caller names, and so do its scripts; copying is for operators, not for applications. */
const OF_OTHERS = /^(ops|copy)-|-import$/;

interface Script {
  readonly name: string;
  readonly isReadOnly: boolean;
  /** With those of its includes, whether it calls them or not. */
  readonly commands: ReadonlySet<string>;
  /** Without. */
  readonly ownCommands: ReadonlySet<string>;
}

function commandsOf(text: string): string[] {
  const included = [...text.matchAll(INCLUDE)].flatMap((match) => {
    const names = [...(match.groups?.['names'] ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? '');
    return names.map((name) => readInclude(name));
  });
  return [...ownCommandsOf(text), ...included.flatMap(commandsOf)];
}

function ownCommandsOf(text: string): string[] {
  return [...text.matchAll(CALL)].map((match) => (match.groups?.['command'] ?? '').toLowerCase());
}

function readInclude(name: string): string {
  for (const folder of FOLDERS) {
    try {
      return readFileSync(join(folder, 'includes', `${name}.lua`), 'utf8');
    } catch {
      // In the other library.
    }
  }
  throw new Error(`There is no include "${name}"`);
}

const scripts: Script[] = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.lua'))
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const name = basename(file, '.lua');
      const byVariable = (BY_VARIABLE[name] ?? []).map((command) => command.toLowerCase());
      return {
        name,
        isReadOnly: text.split('\n', 1)[0]?.includes('no-writes') === true,
        commands: new Set([...commandsOf(text), ...byVariable]),
        ownCommands: new Set([...ownCommandsOf(text), ...byVariable]),
      };
    }),
);

function missingIn(
  file: string,
  needed: readonly Script[],
  which: 'commands' | 'ownCommands' = 'commands',
): Record<string, string[]> {
  const granted = new Set(readAclFile(file).map(({ text }) => text.slice(1)));
  const missing = needed.map((script): [string, string[]] => [
    script.name,
    [...script[which]].filter((each) => !granted.has(each)),
  ]);
  return Object.fromEntries(missing.filter(([, commands]) => commands.length > 0));
}

const ofApplications = scripts.filter(({ name }) => !OF_OTHERS.test(name));

/** Also the branches that seldom run: a script that is refused halfway leaves half of its work. */
describe('every command of every script', () => {
  it('is seen by these checks', () => {
    expect(scripts.length).toBeGreaterThan(40);
    const turn = scripts.find(({ name }) => name === 'trigger-turn');
    expect(turn?.commands).toContain('zrank');
  });

  it('is allowed to workers', () => {
    expect(missingIn('worker.acl', ofApplications)).toEqual({});
  });

  it('is allowed to processes that serve requests, unless only workers run it', () => {
    expect(
      missingIn(
        'app.acl',
        ofApplications.filter(({ name }) => !OF_WORKERS.test(name)),
      ),
    ).toEqual({});
  });

  it('is allowed to those that only look, if it only reads', () => {
    const reading = ofApplications.filter(({ isReadOnly }) => isReadOnly);
    expect(missingIn('read-only.acl', reading, 'ownCommands')).toEqual({});
  });
});

describe('the rights of workers', () => {
  it('are all of those that serve requests', () => {
    const worker = new Set(readAclFile('worker.acl').map(({ text }) => text));
    expect(
      readAclFile('app.acl')
        .map(({ text }) => text)
        .filter((text) => !worker.has(text)),
    ).toEqual([]);
  });
});
