import { batchWorkerOptionsSchema } from '../batches/batch-worker-options.js';
import { messageOf } from '../common/thrown.js';
import { InvalidConfigurationError } from '../config/configuration.errors.js';
import { loadConfig } from '../config/resolve-config.js';
import { ServiceLookupError } from '../config/registry/service-registry.errors.js';
import type { ResolvedConfig, ResolvedPoolOptions } from '../config/resolved-config.js';
import { UnknownPoolError } from '../connections/pool.errors.js';
import { expiryOptionsSchema } from '../expiry/expiry-options.schema.js';
import { resolveExpiryOptions } from '../expiry/resolve-expiry-options.js';
import { messagingOptionsSchema } from '../messaging/messaging-options.js';
import { settledWithin } from '../resilience/settled-within.js';
import { tenancyOptionsSchema } from '../tenancy/tenancy-options.schema.js';
import { findSharedDatabases } from './checks/shared-databases.js';
import { groupPools } from './deployments.js';
import {
  resolveDiagnoseOptions,
  type DiagnosedModuleOptions,
  type DiagnoseOptions,
  type ResolvedDiagnoseOptions,
} from './doctor-options.js';
import { Examination } from './examination.js';
import { createReport } from './report/create-report.js';
import type { DoctorFinding, DoctorReport } from './report/doctor-report.js';
import { error, findingOf, warning, type Found, type Place } from './report/found.js';

/** Options of the layers above the configuration, as the module checks them. */
const EXTENSIONS = {
  tenancy: tenancyOptionsSchema.optional(),
  batches: batchWorkerOptionsSchema.optional(),
  expiry: expiryOptionsSchema.optional(),
  messaging: messagingOptionsSchema.optional(),
};

const EVERYWHERE: Place = { pools: [] };

/**
 * Connects to every pool of a configuration and reports what is wrong, why it matters and what to do about it. Nothing
 * is changed on any server. It ends within `timeoutMs` and a moment, whatever the servers do: what was not done then is
 * a finding. So are a configuration that is not valid and a server that cannot be reached.
 * ```ts
 * const report = await diagnose({ options: { url: 'redis://localhost:6379' } });
 * if (report.status === 'error') console.error(report.findings.filter(({ severity }) => severity === 'error'));
 * ```
 * @throws InvalidArgumentError | InvalidTenantError | UnknownPoolError for options that make no sense, and the reason of
 * `signal`
 */
export async function diagnose(given: DiagnoseOptions = {}): Promise<DoctorReport> {
  const options = resolveDiagnoseOptions(given);
  options.signal?.throwIfAborted();
  const startedAt = new Date();
  const read = await readConfig(options.options);
  if ('problems' in read) return createReport(startedAt, [], read.problems.map(findingAbout));
  const { config } = read;
  const examinations = examinationsOf(config, options);
  const problems = await runAll(examinations, options);
  const places = examinations.flatMap(({ pools, examination: { runIds } }) =>
    pools.map((pool) => ({ pool, runIds })),
  );
  const findings = [
    ...config.warnings.map((text) => findingAbout(warning('configuration', text))),
    ...findSharedDatabases(places).map(findingAbout),
    ...examinations.flatMap(({ examination }) => examination.findings),
    ...problems,
  ];
  return createReport(
    startedAt,
    examinations.map(({ examination }) => examination.deployment),
    findings,
  );
}

/** A finding about the configuration as a whole. */
function findingAbout(found: Found): DoctorFinding {
  return findingOf(found, EVERYWHERE);
}

type ReadConfig = { readonly config: ResolvedConfig } | { readonly problems: readonly Found[] };

/** The configuration as the module would have it, or what is wrong with it. */
async function readConfig(given: DiagnosedModuleOptions): Promise<ReadConfig> {
  const { aliases = [], injection: _injection, ...options } = given;
  try {
    return { config: await loadConfig(options, { aliases, extensions: EXTENSIONS }) };
  } catch (thrown) {
    if (thrown instanceof InvalidConfigurationError) {
      const problems = thrown.problems.map(({ path, problem, source }) =>
        error('configuration', `${path}: ${problem} (${source})`),
      );
      return { problems };
    }
    if (thrown instanceof ServiceLookupError) return { problems: [error('configuration', thrown.message)] };
    throw thrown;
  }
}

/** The look at one deployment, and the pools that are in it. */
interface PlannedExamination {
  readonly pools: readonly ResolvedPoolOptions[];
  readonly examination: Examination;
}

function examinationsOf(config: ResolvedConfig, options: ResolvedDiagnoseOptions): PlannedExamination[] {
  const aliases = options.pools ?? [...config.pools.keys()];
  const pools = [...new Set(aliases)].map((alias) => {
    const pool = config.pools.get(alias);
    if (pool === undefined) throw new UnknownPoolError(alias, [...config.pools.keys()]);
    return pool;
  });
  const expiry = resolveExpiryOptions(options.options.expiry);
  return groupPools(pools).map((deployment) => ({
    pools: deployment.pools,
    examination: new Examination({ deployment, config, expiry, options }),
  }));
}

/** Runs all at once, for as long as there is time. @returns what could not be looked at */
async function runAll(
  planned: readonly PlannedExamination[],
  { timeoutMs, signal }: ResolvedDiagnoseOptions,
): Promise<DoctorFinding[]> {
  const closeAll = (): void => planned.forEach(({ examination }) => examination.close());
  signal?.addEventListener('abort', closeAll, { once: true });
  try {
    const problems = await Promise.all(
      planned.map(async ({ pools, examination }) => {
        const place = { pools: pools.map(({ alias }) => alias) };
        const problem = await outcomeOf(examination, timeoutMs);
        return problem === undefined ? [] : [findingOf(problem, place)];
      }),
    );
    signal?.throwIfAborted();
    return problems.flat();
  } finally {
    signal?.removeEventListener('abort', closeAll);
    closeAll();
  }
}

async function outcomeOf(examination: Examination, timeoutMs: number): Promise<Found | undefined> {
  let failure: unknown;
  const run = examination.run().catch((thrown: unknown) => {
    failure = thrown;
  });
  const isDone = await settledWithin([run], timeoutMs);
  if (!isDone) {
    const fix = 'Look at the servers that are missing from this report, or give it more time (`--timeout`).';
    return error('time-limit', `Not everything could be looked at within ${timeoutMs} ms.`, fix);
  }
  return failure === undefined ? undefined : warning('doctor', `A check failed: ${messageOf(failure)}`);
}
