import { messageOf } from '../common/thrown.js';
import type { ResolvedConfig } from '../config/resolved-config.js';
import { describeAddress } from '../connections/connectors/create-client.js';
import { parseTenantId } from '../context/tenant-id.js';
import type { ResolvedExpiryOptions } from '../expiry/expiry-options.js';
import { compareClocks } from './checks/clock.check.js';
import { checkDatabases } from './checks/database.check.js';
import type { CheckContext } from './checks/server-check.js';
import { SERVER_CHECKS } from './checks/server-checks.js';
import { checkVersion, productOf } from './checks/version.check.js';
import type { Deployment } from './deployments.js';
import { discover } from './discovery/discover.js';
import type { DiscoveredServer } from './discovery/discovery.js';
import type { ResolvedDiagnoseOptions } from './doctor-options.js';
import type { DoctorDeployment, DoctorFinding, DoctorServer } from './report/doctor-report.js';
import { findingOf, warning, type Found, type Place } from './report/found.js';
import { checkRights } from './rights/check-rights.js';
import { usesOf } from './rights/pool-uses.js';
import { valueOf } from './servers/answer.js';
import { gatherFacts } from './servers/gather-facts.js';
import { ServerConnections } from './servers/server-connections.js';
import type { ServerFacts } from './servers/server-facts.js';
import { readTriggers } from './triggers/read-triggers.js';
import { triggerFindings } from './triggers/trigger-findings.js';

/** A tenant that need not exist. */
const SAMPLE_TENANT = 'tenantry-doctor';

/** Share of the time that connecting once more, for the triggers, may take. */
const SHARE_OF_TRIGGERS = 1 / 3;

/** What an {@link Examination} works with. */
export interface ExaminationParts {
  readonly deployment: Deployment;
  readonly config: ResolvedConfig;
  readonly expiry: ResolvedExpiryOptions;
  readonly options: ResolvedDiagnoseOptions;
}

/** Looks at one deployment. What has been found can be read at any time, also while it goes on. */
export class Examination {
  readonly findings: DoctorFinding[] = [];
  readonly #parts: ExaminationParts;
  readonly #connections: ServerConnections;
  readonly #aliases: readonly string[];
  readonly #listeners: readonly string[];
  readonly #servers: DoctorServer[] = [];
  readonly #runIds = new Map<string, string>();
  readonly #end = new AbortController();

  constructor(parts: ExaminationParts) {
    const { pools } = parts.deployment;
    this.#parts = parts;
    this.#connections = new ServerConnections(pools[0], parts.options.timeoutMs);
    this.#aliases = pools.map(({ alias }) => alias);
    this.#listeners = this.#aliases.filter((alias) => parts.expiry.listeners.some((each) => each === alias));
  }

  /** What was looked at. */
  get deployment(): DoctorDeployment {
    const [first] = this.#parts.deployment.pools;
    return {
      pools: this.#aliases,
      topology: first.topology,
      address: describeAddress(first),
      origin: first.origin,
      servers: [...this.#servers],
    };
  }

  /** Ids that the primaries gave themselves: the same one at two addresses is one server. */
  get runIds(): readonly string[] {
    return [...this.#runIds.values()];
  }

  /** Finds out what there is. Rejects only for mistakes of its own. */
  async run(): Promise<void> {
    const { pools } = this.#parts.deployment;
    const note = (found: Found): void => this.#note([found], { pools: this.#aliases });
    const servers = await discover({ pool: pools[0], connections: this.#connections, note });
    const looked = await Promise.all(servers.map(async (server) => this.#lookAt(server)));
    const facts = looked.flatMap((each) => each ?? []);
    this.#note(compareClocks(facts, this.#parts.expiry.leaseMs), { pools: this.#aliases });
    // A cluster that is not complete refuses commands, and a client waits for it.
    const isComplete = !this.findings.some(
      ({ id, severity }) => id === 'cluster.slots' && severity === 'error',
    );
    if (facts.length === 0 || !isComplete) return;
    await Promise.all(this.#listeners.map(async (alias) => this.#lookAtTriggers(alias)));
  }

  /** Closes its connections. */
  close(): void {
    this.#end.abort();
    this.#connections.close();
  }

  async #lookAt({ connection, role }: DiscoveredServer): Promise<ServerFacts | undefined> {
    const { pools } = this.#parts.deployment;
    const [{ password, topology }] = pools;
    const facts = await gatherFacts(connection, { hasPassword: password !== undefined });
    const place: Place = { pools: this.#aliases, server: facts.address };
    const fields = valueOf(facts.info);
    this.#servers.push({ address: facts.address, role, ...productOf(fields) });
    if (!connection.isOpen) {
      this.#note([warning('doctor', 'The connection was lost while it was looked at.')], place);
    }
    if (role === 'sentinel') {
      this.#note(checkVersion(facts, this.#context(topology, 'primary')), place);
      return undefined;
    }
    const runId = fields?.get('run_id');
    if (role === 'primary' && runId !== undefined) this.#runIds.set(facts.address, runId);
    const context = this.#context(topology, role);
    for (const check of SERVER_CHECKS) this.#note(check(facts, context), place);
    await this.#askFurther({ connection, role }, facts, place);
    return facts;
  }

  async #askFurther({ connection, role }: DiscoveredServer, facts: ServerFacts, place: Place): Promise<void> {
    const { config, deployment, options } = this.#parts;
    const { pools } = deployment;
    const tenant = parseTenantId(options.tenant ?? SAMPLE_TENANT);
    const questions = pools.map(({ alias }) => ({
      pool: alias,
      uses: usesOf(alias, config, this.#listeners, tenant),
    }));
    const user = valueOf(facts.user) ?? pools[0].username ?? 'default';
    const { roles } = options;
    const isTenantNamed = options.tenant !== undefined;
    this.#note(await checkRights(connection, user, questions, { roles, isTenantNamed }), place);
    if (role === 'primary') this.#note(await checkDatabases(connection, pools, valueOf(facts.info)), place);
  }

  async #lookAtTriggers(alias: string): Promise<void> {
    const { config, deployment, expiry, options } = this.#parts;
    const pool = deployment.pools.find((each) => each.alias === alias);
    if (pool === undefined) return;
    const place: Place = { pools: [alias] };
    try {
      const recorded = await readTriggers(pool, config, expiry, {
        connectMs: options.timeoutMs * SHARE_OF_TRIGGERS,
        signal: this.#end.signal,
      });
      this.#note(triggerFindings(recorded, alias, config.namespace), place);
    } catch (thrown) {
      this.#note([warning('triggers.schedule', `It cannot be read: ${messageOf(thrown)}`)], place);
    }
  }

  #context(topology: CheckContext['topology'], role: CheckContext['role']): CheckContext {
    const { deployment, expiry, options } = this.#parts;
    const { roles, durability } = options;
    return { pools: deployment.pools, topology, role, listeners: this.#listeners, expiry, roles, durability };
  }

  #note(found: readonly Found[], place: Place): void {
    this.findings.push(...found.map((each) => findingOf(each, place)));
  }
}
