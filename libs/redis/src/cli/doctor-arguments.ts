import { readFileSync } from 'node:fs';
import { parseArgs, parseEnv } from 'node:util';
import { messageOf } from '../common/thrown.js';
import {
  DOCTOR_ROLES,
  DURABILITIES,
  type DiagnosedModuleOptions,
  type DiagnoseOptions,
} from '../doctor/doctor-options.js';
import { readConfigFile } from './config-file.js';
import { UsageError } from './usage.error.js';

/** What `tenantry doctor` was asked for. */
export interface DoctorArguments {
  readonly diagnose: DiagnoseOptions;
  readonly json: boolean;
  readonly strict: boolean;
  readonly verbose: boolean;
}

const OPTIONS = {
  config: { type: 'string' },
  'env-file': { type: 'string' },
  url: { type: 'string' },
  pool: { type: 'string', multiple: true },
  role: { type: 'string', multiple: true },
  tenant: { type: 'string' },
  durability: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean', default: false },
  strict: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
} as const;

const MS_PER_SECOND = 1_000;

/**
 * Reads the arguments, and the files that they name.
 * @throws UsageError, and what `parseArgs` throws for unknown options
 */
export async function readDoctorArguments(args: readonly string[]): Promise<DoctorArguments> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  const { config, url, tenant, timeout, json, strict, verbose } = values;
  const fromFile = config === undefined ? {} : await readConfigFile(config);
  const options: DiagnosedModuleOptions = {
    ...fromFile,
    ...(url === undefined ? {} : { url }),
    ...environmentOf(values['env-file'], fromFile),
  };
  const roles = values.role?.map((role) => oneOf('--role', role, DOCTOR_ROLES));
  const durability =
    values.durability === undefined ? undefined : oneOf('--durability', values.durability, DURABILITIES);
  const timeoutMs = timeout === undefined ? undefined : Number(timeout) * MS_PER_SECOND;
  return {
    diagnose: { options, pools: values.pool, roles, tenant, durability, timeoutMs },
    json,
    strict,
    verbose,
  };
}

/** Variables of a file stand behind those of the process, as with `node --env-file`. */
function environmentOf(
  path: string | undefined,
  { env }: DiagnosedModuleOptions,
): Pick<DiagnosedModuleOptions, 'env'> {
  if (path === undefined || env === false) return {};
  try {
    return { env: { ...parseEnv(readFileSync(path, 'utf8')), ...(env ?? process.env) } };
  } catch (error) {
    throw new UsageError(`--env-file: ${messageOf(error)}`);
  }
}

function oneOf<Value extends string>(option: string, value: string, allowed: readonly Value[]): Value {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new UsageError(
    `${option}: expected ${allowed.join(' or ')}, got ${JSON.stringify(value.slice(0, 40))}.`,
  );
}
