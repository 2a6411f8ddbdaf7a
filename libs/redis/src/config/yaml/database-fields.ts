import { z } from 'zod';
import { integer } from '../option-schemas.js';
import { tlsSchema } from '../tls-options.schema.js';
import { fixedSwitch, milliseconds, seconds, type DatabaseField } from './database-field.js';

const DAY_SECONDS = 86_400;

/** Names of the idle time in `socket_keepalive_options`: of the seed, of Linux, and in words. */
const IDLE_KEYS = ['1', '4', 'TCP_KEEPIDLE'];

const keepAliveOptions = z.record(
  z.string(),
  integer(1, DAY_SECONDS),
  'expected an object from option to seconds',
);

function idleSeconds(value: unknown): number | undefined {
  const options = new Map(Object.entries(value ?? {}));
  const key = IDLE_KEYS.find((each) => options.has(each));
  return key === undefined ? undefined : Number(options.get(key));
}

/** Files are named in snake case here; all else in it are options of Node. */
const TLS_FILE_FIELDS: ReadonlyMap<string, string> = new Map([
  ['ca_file', 'caFile'],
  ['cert_file', 'certFile'],
  ['key_file', 'keyFile'],
]);

function tlsOptions(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, option]) => [TLS_FILE_FIELDS.get(name) ?? name, option]),
  );
}

const tls: DatabaseField = {
  schema: z.preprocess(tlsOptions, tlsSchema),
  options: (value) => ({ tls: tlsOptions(value) }),
};

/**
 * Fields of `RedisConfig` in the seed `connection-manager-design` whose name, unit or meaning is not that of a pool
 * option in snake case. `host`, `port`, `db` and `password` are.
 */
export const DATABASE_FIELDS: Readonly<Record<string, DatabaseField>> = {
  socket_timeout: seconds('commandTimeoutMs'),
  socket_connect_timeout: seconds('connectTimeoutMs'),
  max_connections: {
    schema: integer(1, 10_000),
    options: (value) => ({ maxConnections: value }),
  },
  health_check_interval: {
    schema: integer(0, DAY_SECONDS),
    options: (value) => ({ watchdogIntervalMs: milliseconds(value) }),
  },
  tls,
  socket_keepalive: fixedSwitch(true, 'TCP keepalive is always on'),
  socket_keepalive_options: {
    schema: keepAliveOptions,
    options: (value) => {
      const idle = idleSeconds(value);
      return idle === undefined ? {} : { keepAliveMs: milliseconds(idle) };
    },
    ignored: (value) =>
      Object.keys(value ?? {}).every((key) => IDLE_KEYS.includes(key))
        ? undefined
        : 'Node can set the idle time of TCP keepalive, not the interval and the number of its probes',
  },
  decode_responses: fixedSwitch(true, 'replies are text; the commands that end in "Buffer" return bytes'),
  retry_on_timeout: fixedSwitch(
    false,
    'a command that got no reply in time may have been carried out, so it is not sent again',
  ),
  max_retries: {
    schema: integer(0, 1_000),
    ignored: () => 'there is no count of retries; "startup_attempts" is how often the start tries to connect',
  },
};
