import { z } from 'zod';
import { durabilitySchema } from './durability-options.schema.js';
import {
  integer,
  objectSchema,
  optionalInteger,
  optionalMatch,
  optionalText,
  selectSchema,
  TEN_MINUTES_MS,
  type SchemaShape,
} from './option-schemas.js';
import type {
  AddressMap,
  ClusterPoolOptions,
  CommonPoolOptions,
  RedisAddress,
  RedisPoolOptions,
  SentinelPoolOptions,
  StandalonePoolOptions,
} from './pool-options.js';
import { MAX_DATABASE } from './redis-url.js';
import type { TlsOptions } from './tls-options.js';
import { tlsSchema } from './tls-options.schema.js';

const DAY_MS = 86_400_000;

/** Node hands the kernel whole seconds. */
const SHORTEST_KEEP_ALIVE_MS = 1_000;

/** Redis itself takes 10,000 clients unless it is told otherwise. */
const MOST_CONNECTIONS = 10_000;

/** Whoever wants more wants `onStartup: 'retry'`. */
const MOST_ATTEMPTS = 1_000;

/** Highest TCP port. */
export const MAX_PORT = 65_535;

/** CLIENT SETNAME refuses spaces and control characters. */
const CONNECTION_NAME = /^[!-~]{1,200}$/;

/** Schema of a host name or address. */
export const hostSchema = z
  .string('expected a host name or address')
  .regex(/^[^\s/@]+$/, 'expected a host name or address');

const address: z.ZodType<RedisAddress> = objectSchema({ host: hostSchema, port: integer(1, MAX_PORT) });

const natMap: z.ZodType<AddressMap | undefined> = z
  .record(z.string(), address, 'expected an object from "host:port" to { host, port }')
  .optional();

const sentinelTls: z.ZodType<boolean | TlsOptions | undefined> = selectSchema<boolean | TlsOptions>(
  (value) => (value === false ? z.literal(false) : tlsSchema),
).optional();

const common: SchemaShape<CommonPoolOptions> = {
  username: optionalText(),
  password: optionalText(),
  tls: tlsSchema.optional(),
  connectTimeoutMs: optionalInteger(1, TEN_MINUTES_MS),
  commandTimeoutMs: optionalInteger(1, TEN_MINUTES_MS),
  keepAliveMs: optionalInteger(SHORTEST_KEEP_ALIVE_MS, DAY_MS),
  watchdogIntervalMs: optionalInteger(0, DAY_MS),
  onStartup: z.enum(['fail', 'retry', 'degraded'], 'expected "fail", "retry" or "degraded"').optional(),
  startupAttempts: optionalInteger(1, MOST_ATTEMPTS),
  startupMinDelayMs: optionalInteger(1, TEN_MINUTES_MS),
  startupMaxDelayMs: optionalInteger(1, TEN_MINUTES_MS),
  loadingTimeoutMs: optionalInteger(1, DAY_MS),
  autoPipelining: z.boolean('expected true or false').optional(),
  connectionName: optionalMatch(CONNECTION_NAME, 'up to 200 visible ASCII characters without spaces'),
  durability: durabilitySchema,
  maxConnections: optionalInteger(1, MOST_CONNECTIONS),
  acquireTimeoutMs: optionalInteger(1, TEN_MINUTES_MS),
  idleTimeoutMs: optionalInteger(1, DAY_MS),
  holdWarningMs: optionalInteger(1, DAY_MS),
};

const db = optionalInteger(0, MAX_DATABASE);

const standaloneShape: SchemaShape<StandalonePoolOptions> = {
  ...common,
  topology: z.literal('standalone').optional(),
  url: z.string('expected a Redis URL').optional(),
  host: hostSchema.optional(),
  port: optionalInteger(1, MAX_PORT),
  path: optionalMatch(/^\//, 'the absolute path of a socket'),
  family: z.literal([4, 6], 'expected 4 or 6').optional(),
  db,
  replicas: z.array(address, 'expected a list of { host, port }').optional(),
};

const sentinelShape: SchemaShape<SentinelPoolOptions> = {
  ...common,
  topology: z.literal('sentinel'),
  sentinels: z.array(address, 'expected a list of { host, port }').min(1, 'expected at least one Sentinel'),
  name: z.string('expected the name of the primary').min(1, 'expected the name of the primary'),
  db,
  sentinelUsername: optionalText(),
  sentinelPassword: optionalText(),
  sentinelTls,
  natMap,
};

const clusterShape: SchemaShape<ClusterPoolOptions> = {
  ...common,
  topology: z.literal('cluster'),
  nodes: z
    .array(
      selectSchema<string | RedisAddress>((node) => (typeof node === 'string' ? z.string() : address)),
      'expected a list of { host, port } or URLs',
    )
    .min(1, 'expected at least one node'),
  natMap,
  maxRedirections: optionalInteger(1, 100),
};

const unknownTopology = objectSchema({
  topology: z.enum(['standalone', 'sentinel', 'cluster'], 'expected "standalone", "sentinel" or "cluster"'),
});

const standalone = objectSchema(standaloneShape);

const BY_TOPOLOGY: ReadonlyMap<unknown, z.ZodType> = new Map<unknown, z.ZodType>([
  [undefined, standalone],
  ['standalone', standalone],
  ['sentinel', objectSchema(sentinelShape)],
  ['cluster', objectSchema(clusterShape)],
]);

const SHAPES: ReadonlyMap<unknown, object> = new Map<unknown, object>([
  [undefined, standaloneShape],
  ['standalone', standaloneShape],
  ['sentinel', sentinelShape],
  ['cluster', clusterShape],
]);

/** Whether pools of a topology have an option of this name. */
export function isPoolOption(topology: unknown, name: string): boolean {
  return Object.hasOwn(SHAPES.get(topology) ?? {}, name);
}

/** Whether the value is a topology; undefined stands for `'standalone'`. */
export function isTopology(value: unknown): boolean {
  return SHAPES.has(value);
}

/** Schema of {@link RedisPoolOptions}: one of three, by `topology`. */
export const poolOptionsSchema: z.ZodType<RedisPoolOptions> = selectSchema((value) => {
  if (typeof value !== 'object' || value === null) return standalone;
  return BY_TOPOLOGY.get((value as { topology?: unknown }).topology) ?? unknownTopology;
});
