import type { BatchWorkerOptions } from '../batches/batch-worker-options.js';
import { describeNumber, describeType } from '../common/describe.js';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import type { CoreModuleOptions } from '../config/module-options.js';
import { parseTenantId } from '../context/tenant-id.js';
import type { ExpiryOptions } from '../expiry/expiry-options.js';
import type { MessagingOptions } from '../messaging/messaging-options.js';
import type { TenancyOptions } from '../tenancy/tenancy-options.js';

/** The options that the application gives to `RedisModule.forRoot`. */
export interface DiagnosedModuleOptions extends CoreModuleOptions {
  /** Only checked: of no meaning for servers. */
  readonly tenancy?: TenancyOptions | undefined;
  /** Only checked: of no meaning for servers. */
  readonly batches?: BatchWorkerOptions | undefined;
  /** Which pools have triggers, and what they need of their servers. */
  readonly expiry?: ExpiryOptions | undefined;
  /** Only checked: of no meaning for servers. */
  readonly messaging?: MessagingOptions | undefined;
  /** Aliases that only other sources describe. */
  readonly aliases?: readonly string[] | undefined;
  /** Not looked at; accepted because the options of the application have it. */
  readonly injection?: 'request' | 'context' | undefined;
}

/** What a process of the application does: decides which rights its user needs. */
export const DOCTOR_ROLES = ['app', 'worker'] as const;

/** `app`: repositories, triggers that are set, messages that are published. `worker`: runs triggers and batches. */
export type DoctorRole = (typeof DOCTOR_ROLES)[number];

/** What may be lost when a server crashes. */
export const DURABILITIES = ['none', 'second', 'write'] as const;

/**
 * `none`: everything, the data is a cache. `second`: about a second of changes (`appendfsync everysec`). `write`:
 * nothing that was confirmed (`appendfsync always`).
 */
export type Durability = (typeof DURABILITIES)[number];

/** Options of {@link diagnose}. */
export interface DiagnoseOptions {
  /** The options of the application; environment and YAML file are read as the module does. @default {} */
  readonly options?: DiagnosedModuleOptions | undefined;
  /** Only these pools. @default all */
  readonly pools?: readonly string[] | undefined;
  /** Whose rights are checked. @default both */
  readonly roles?: readonly DoctorRole[] | undefined;
  /** A tenant whose keys the user has to reach, for users that are limited to tenants. @default a made-up one */
  readonly tenant?: string | undefined;
  /**
   * What the servers have to keep when they crash. Less is an error.
   * @default `'second'`, and less is a warning
   */
  readonly durability?: Durability | undefined;
  /**
   * Most milliseconds for all pools of a deployment, from 100 to ten minutes; what is not done then is said.
   * @default 15_000
   */
  readonly timeoutMs?: number | undefined;
  /** Ends it: connections are closed, and the promise rejects with its reason. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** The options with defaults filled in. */
export interface ResolvedDiagnoseOptions {
  readonly options: DiagnosedModuleOptions;
  readonly pools: readonly string[] | undefined;
  readonly roles: readonly DoctorRole[];
  readonly tenant: string | undefined;
  readonly durability: Durability | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const SHORTEST_TIMEOUT_MS = 100;
const LONGEST_TIMEOUT_MS = 600_000;

/**
 * Checks the options and fills in the defaults.
 * @throws InvalidArgumentError | InvalidTenantError
 */
export function resolveDiagnoseOptions(given: DiagnoseOptions): ResolvedDiagnoseOptions {
  const { options = {}, pools, roles = DOCTOR_ROLES, tenant, durability } = given;
  const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = given;
  const inRange = timeoutMs >= SHORTEST_TIMEOUT_MS && timeoutMs <= LONGEST_TIMEOUT_MS;
  if (typeof timeoutMs !== 'number' || !inRange) {
    const expected = `milliseconds from ${SHORTEST_TIMEOUT_MS} to ${LONGEST_TIMEOUT_MS}`;
    throw new InvalidArgumentError('timeoutMs', expected, describeNumber(timeoutMs));
  }
  for (const role of roles) assertOneOf('roles', role, DOCTOR_ROLES);
  if (durability !== undefined) assertOneOf('durability', durability, DURABILITIES);
  if (tenant !== undefined) parseTenantId(tenant);
  return { options, pools, roles, tenant, durability, timeoutMs, signal };
}

function assertOneOf(argument: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const given = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : describeType(value);
  throw new InvalidArgumentError(argument, allowed.map((each) => JSON.stringify(each)).join(' or '), given);
}
