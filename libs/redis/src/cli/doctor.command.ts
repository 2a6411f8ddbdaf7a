import { TenantryError } from '../common/tenantry.error.js';
import { diagnose } from '../doctor/diagnose.js';
import type { DoctorReport } from '../doctor/report/doctor-report.js';
import { reportLines } from '../doctor/report/report-text.js';
import type { CliCommand, CliOutput } from './cli-command.js';
import { readDoctorArguments, type DoctorArguments } from './doctor-arguments.js';
import { UsageError } from './usage.error.js';

const USAGE = `Usage: tenantry doctor [options]

Connects to every pool as the application would, and reports what is wrong, why it
matters and how to fix it. Changes nothing on any server.

Where the pools are, as for the application: --config, then REDIS_URL and the other
variables, then the YAML file that is found without being named.
  --config <file>      .yaml with databases, or .mjs/.js whose default export is
                       what RedisModule.forRoot is given
  --env-file <file>    variables, below those of the environment
  --url <url>          one server for all standard pools

What is looked at:
  --pool <alias>       only this pool; may be repeated
  --role app|worker    whose rights are checked; may be repeated (default: both)
  --tenant <id>        a tenant whose keys the user has to reach
  --durability none|second|write
                       what servers have to keep when they crash (default: second,
                       and less is a warning)
  --timeout <seconds>  for the pools of a deployment (default: 15)

What is printed:
  --json               one JSON document
  --verbose            what is well too
  --strict             warnings count as errors

Exit code: 0 nothing is wrong, 1 errors (with --strict also warnings), 2 wrong usage.`;

/** Reports on all pools of a configuration. */
export const doctorCommand: CliCommand = {
  name: 'doctor',
  summary: 'looks at every pool and server, and says what is wrong and how to fix it',
  usage: USAGE,
  run: async (args, io) => {
    const given = await readDoctorArguments(args);
    const report = await diagnoseOrRefuse(given, io);
    if (given.json) io.out(JSON.stringify(report, null, 2));
    else print(report, given, io);
    return exitCodeOf(report, given);
  },
};

/** @throws UsageError for options that make no sense */
async function diagnoseOrRefuse(
  { diagnose: options }: DoctorArguments,
  io: CliOutput,
): Promise<DoctorReport> {
  try {
    return await diagnose({ ...options, signal: io.signal });
  } catch (error) {
    if (error instanceof TenantryError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

function print(report: DoctorReport, { verbose }: DoctorArguments, io: CliOutput): void {
  const { isTTY } = process.stdout;
  const colours = isTTY && process.env['NO_COLOR'] === undefined;
  for (const line of reportLines(report, { colours, verbose })) io.out(line);
}

function exitCodeOf({ status }: DoctorReport, { strict }: DoctorArguments): number {
  return status === 'error' || (strict && status === 'warning') ? 1 : 0;
}
