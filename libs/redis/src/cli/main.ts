#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { CliCommand } from './cli-command.js';
import { copyHashTagsCommand } from './copy-hash-tags.command.js';
import { doctorCommand } from './doctor.command.js';
import { runCli } from './run-cli.js';

/** Commands of the program, in the order of its help. */
const COMMANDS: readonly CliCommand[] = [doctorCommand, copyHashTagsCommand];

/** Numbers of the signals that end the program: its exit code is 128 and the number. */
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** How long a command may take to end itself. */
const GRACE_MS = 10_000;

async function main(): Promise<void> {
  const ending = new AbortController();
  let exitCode: number | undefined;
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      const isAskedAgain = exitCode !== undefined;
      exitCode ??= 128 + number;
      if (isAskedAgain) process.exit(exitCode);
      ending.abort(new Error(`ended by ${name}`));
      setTimeout(() => process.exit(exitCode), GRACE_MS).unref();
    });
  }
  // Whoever reads may have had enough: `tenantry doctor | head`.
  process.stdout.on('error', () => process.exit(exitCode ?? 0));
  const io = {
    out: (line: string) => void process.stdout.write(`${line}\n`),
    err: (line: string) => void process.stderr.write(`${line}\n`),
    signal: ending.signal,
  };
  const code = await runCli(process.argv.slice(2), COMMANDS, { version: packageVersion(), io });
  // A configuration file may have left something open: nothing of it is to keep the program.
  process.stdout.write('', () => process.exit(exitCode ?? code));
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return String(Reflect.get(Object(manifest), 'version'));
}

await main();
