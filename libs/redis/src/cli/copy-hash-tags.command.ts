import { parseArgs } from 'node:util';
import type { CoreModuleOptions } from '../config/module-options.js';
import { copyToHashTags } from '../migration/copy-to-hash-tags.js';
import type { CopyPassReport, CopyReport } from '../migration/copy-options.js';
import type { CliCommand, CliOutput } from './cli-command.js';
import { readConfigFile } from './config-file.js';
import { UsageError } from './usage.error.js';

const USAGE = `Usage: tenantry copy-hash-tags --from <file> --to <file> [options]

Copies a deployment, while its application runs, to one whose keys have hash tags.
The source is only read. A copy that is ended (Ctrl+C) goes on where it was when it is
started again.

  --from <file>        the deployment that is copied: .yaml with databases, or .mjs/.js
                       whose default export is what RedisModule.forRoot is given
  --to <file>          the deployment that is written to: .mjs/.js with keys.hashTag
                       (or a cluster) and the indexes of the application
  --own <name>         first word of the keys of a repository of your own; may be
                       repeated
  --include-unknown    copies keys that are not the library's, under the same name
  --until-in-sync      ends as soon as a pass finds nothing to copy, after a last look
                       at what is equal
  --pause <seconds>    between two passes (default: 1)
  --json               one JSON document per pass, and one for the result

Exit code: 0 both are the same, 1 they are not, 2 wrong usage.`;

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  own: { type: 'string', multiple: true },
  'include-unknown': { type: 'boolean', default: false },
  'until-in-sync': { type: 'boolean', default: false },
  pause: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
} as const;

const MS_PER_SECOND = 1_000;

/** Copies a deployment to one with hash tags. */
export const copyHashTagsCommand: CliCommand = {
  name: 'copy-hash-tags',
  summary: 'copies a running deployment to a cluster, or to keys with hash tags',
  usage: USAGE,
  run: async (args, io) => {
    const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
    const pauseMs = Number(values.pause) * MS_PER_SECOND;
    if (!Number.isFinite(pauseMs) || pauseMs < 0) throw new UsageError('--pause: expected seconds.');
    const print = values.json ? printJson : printLines;
    const report = await copyToHashTags({
      from: await deploymentOf('--from', values.from),
      to: await deploymentOf('--to', values.to),
      ownNames: values.own,
      includeUnknown: values['include-unknown'],
      untilInSync: values['until-in-sync'],
      pauseMs,
      signal: io.signal,
      onProgress: (pass) => print(pass, io),
    });
    io.out(values.json ? JSON.stringify(report) : resultOf(report));
    return report.inSync ? 0 : 1;
  },
};

async function deploymentOf(option: string, file: string | undefined): Promise<CoreModuleOptions> {
  if (file === undefined) throw new UsageError(`${option}: expected a file.`);
  // The variables of the environment name one deployment: the files have to say which is which.
  return { env: false, configFile: false, ...(await readConfigFile(file)) };
}

function printJson(pass: CopyPassReport, io: CliOutput): void {
  io.err(JSON.stringify(pass));
}

function printLines(pass: CopyPassReport, io: CliOutput): void {
  const name = pass.verification ? 'verification' : `pass ${pass.pass}`;
  const { copied, removed, conflicts, unknown } = pass;
  io.err(`${name}: ${copied} copied, ${removed} removed, ${conflicts} in conflict, ${unknown} unknown`);
  if (!pass.verification) return;
  for (const [kind, { source, equal }] of Object.entries(pass.kinds))
    io.out(`${kind}: ${equal} of ${source}`);
  pass.conflictingKeys.forEach((key) => io.out(`in conflict: ${key}`));
  pass.unknownKeys.forEach((key) => io.out(`unknown: ${key}`));
}

function resultOf({ inSync, passes, copied, removed }: CopyReport): string {
  const verdict = inSync ? 'Source and target are the same' : 'Source and target are NOT the same';
  return `${verdict}: ${copied} copied and ${removed} removed in ${passes} passes.`;
}
