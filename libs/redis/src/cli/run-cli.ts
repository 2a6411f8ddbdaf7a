import type { CliCommand, CliOutput } from './cli-command.js';
import { isParseArgsError, UsageError } from './usage.error.js';

/** For arguments that make no sense. */
const USAGE_EXIT_CODE = 2;
const FAILED_EXIT_CODE = 1;

/** Options that every command has. */
const HELP = new Set(['--help', '-h']);
const VERSION = new Set(['--version', '-V']);

/**
 * Runs the program: finds the command that the arguments name, and runs it. Never rejects.
 * @param args without the names of node and script
 * @returns the exit code
 */
export async function runCli(
  args: readonly string[],
  commands: readonly CliCommand[],
  { version, io }: { readonly version: string; readonly io: CliOutput },
): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    usageOf(commands).forEach((line) => io.err(line));
    return USAGE_EXIT_CODE;
  }
  if (HELP.has(name)) {
    usageOf(commands).forEach((line) => io.out(line));
    return 0;
  }
  if (VERSION.has(name)) {
    io.out(version);
    return 0;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    io.err(`There is no command ${JSON.stringify(name.slice(0, 40))}.`);
    usageOf(commands).forEach((line) => io.err(line));
    return USAGE_EXIT_CODE;
  }
  if (rest.some((each) => HELP.has(each))) {
    command.usage.split('\n').forEach((line) => io.out(line));
    return 0;
  }
  return runCommand(command, rest, io);
}

async function runCommand(command: CliCommand, args: readonly string[], io: CliOutput): Promise<number> {
  try {
    return await command.run(args, io);
  } catch (thrown) {
    if (thrown instanceof UsageError || isParseArgsError(thrown)) {
      io.err(thrown.message);
      command.usage.split('\n').forEach((line) => io.err(line));
      return USAGE_EXIT_CODE;
    }
    if (io.signal?.aborted !== true) io.err(thrown instanceof Error ? thrown.message : String(thrown));
    return FAILED_EXIT_CODE;
  }
}

function usageOf(commands: readonly CliCommand[]): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Usage: tenantry <command> [options]',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    '`tenantry <command> --help` tells the options of a command, `tenantry --version` the version.',
  ];
}
