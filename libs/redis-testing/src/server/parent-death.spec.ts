import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../common/wait-until.js';

interface ChildSteps {
  readonly beforeReport?: string;
  readonly afterReport?: string;
}

/** Plain Node does not run TypeScript everywhere: Vite, which runs the tests, loads it here too. */
const program = ({ beforeReport = '', afterReport = '' }: ChildSteps): string => `
  import { runnerImport } from 'vite';
  const { module } = await runnerImport(${JSON.stringify(join(import.meta.dirname, 'start-redis.ts'))}, {
    configFile: false,
    logLevel: 'silent',
  });
  const server = await module.startRedis({ log: () => undefined });
  ${beforeReport}
  const report = JSON.stringify({ port: server.port, folder: server.folder });
  await new Promise((resolve) => process.stdout.write(report + '\\n', resolve));
  ${afterReport}
`;

const children: ChildProcess[] = [];

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly folder: string;
}

async function startInChild(steps: ChildSteps = {}): Promise<Started> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program(steps)], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, ...JSON.parse(String(line)) };
}

async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (listening: boolean) => (): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', settle(true));
    socket.once('error', settle(false));
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Waits until a condition has become false. */
async function gone(condition: () => Promise<boolean>): Promise<boolean> {
  return waitUntil(async () => !(await condition()));
}

async function nothingLeft({ port, folder }: Started): Promise<boolean> {
  return (await gone(async () => isListening(port))) && gone(async () => exists(folder));
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('a server whose parent process', () => {
  it('is killed with SIGKILL dies too, and its folder goes', async () => {
    const started = await startInChild();
    expect(await isListening(started.port)).toBe(true);
    expect(await exists(started.folder)).toBe(true);
    started.child.kill('SIGKILL');
    expect(await nothingLeft(started)).toBe(true);
  });

  it('is killed with SIGKILL dies also while it is paused', async () => {
    const started = await startInChild({ beforeReport: 'server.pause();' });
    started.child.kill('SIGKILL');
    expect(await nothingLeft(started)).toBe(true);
  });

  it('is killed between a kill and a restart leaves no folder', async () => {
    const started = await startInChild({
      beforeReport: 'await server.kill(); setInterval(() => undefined, 1000);',
    });
    expect(await isListening(started.port)).toBe(false);
    expect(await exists(started.folder)).toBe(true);
    started.child.kill('SIGKILL');
    expect(await nothingLeft(started)).toBe(true);
  });

  it('exits without stopping it dies too', async () => {
    const started = await startInChild({ afterReport: 'process.exit(3);' });
    await once(started.child, 'exit');
    expect(await nothingLeft(started)).toBe(true);
  });

  it('stops it does not keep the parent alive', async () => {
    const started = await startInChild({ afterReport: 'await server.stop();' });
    expect(await once(started.child, 'exit')).toEqual([0, null]);
    expect(await nothingLeft(started)).toBe(true);
  });
});
