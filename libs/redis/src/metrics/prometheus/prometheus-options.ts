import type { Registry } from 'prom-client';
import { InvalidArgumentError } from '../../common/invalid-argument.error.js';
import { describeType } from '../../common/describe.js';
import type { MetricsOptions } from '../metrics-options.js';

/** Options of `RedisPrometheusModule`. */
export interface PrometheusOptions extends MetricsOptions {
  /**
   * Where the metrics are registered. Two applications in one process need two.
   * @default a registry of its own
   */
  readonly registry?: Registry | undefined;
  /**
   * What every name begins with.
   * @default 'tenantry_'
   */
  readonly prefix?: string | undefined;
  /**
   * Upper bounds of the buckets of command durations, in seconds, ascending.
   * @default 0.0005 to 5
   */
  readonly commandBucketsSeconds?: readonly number[] | undefined;
  /**
   * Upper bounds of the buckets of handler durations and lags, in seconds, ascending.
   * @default 0.005 to 300
   */
  readonly triggerBucketsSeconds?: readonly number[] | undefined;
}

const DEFAULT_PREFIX = 'tenantry_';
const COMMAND_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const TRIGGER_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Options of one adapter, defaults filled in. */
export interface ResolvedPrometheusOptions {
  readonly prefix: string;
  readonly commandBuckets: readonly number[];
  readonly triggerBuckets: readonly number[];
}

/** @throws InvalidArgumentError for a prefix that no name may begin with, and buckets that do not ascend */
export function resolvePrometheusOptions(options: PrometheusOptions): ResolvedPrometheusOptions {
  const { prefix = DEFAULT_PREFIX } = options;
  if (typeof prefix !== 'string' || !/^([a-zA-Z_:][a-zA-Z0-9_:]*)?$/.test(prefix)) {
    const given = typeof prefix === 'string' ? JSON.stringify(prefix) : describeType(prefix);
    throw new InvalidArgumentError('prefix', 'letters, digits, underscores and colons', given);
  }
  return {
    prefix,
    commandBuckets: bucketsOf('commandBucketsSeconds', options.commandBucketsSeconds ?? COMMAND_BUCKETS),
    triggerBuckets: bucketsOf('triggerBucketsSeconds', options.triggerBucketsSeconds ?? TRIGGER_BUCKETS),
  };
}

function bucketsOf(name: string, buckets: readonly number[]): readonly number[] {
  const ascends = buckets.every(
    (bound, index) => bound > (buckets[index - 1] ?? 0) && Number.isFinite(bound),
  );
  if (buckets.length > 0 && ascends) return [...buckets];
  throw new InvalidArgumentError(name, 'ascending numbers above 0', JSON.stringify(buckets));
}
