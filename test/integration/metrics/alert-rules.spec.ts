import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { RedisPrometheusMetrics } from '../../../libs/redis/src/metrics/prometheus/redis-prometheus.metrics.js';
import { connectWithMetrics, type MetricsFixture } from './metrics-fixture.js';

const file = new URL('../../../docs/alerts/tenantry.rules.yaml', import.meta.url);

const ruleSchema = z.strictObject({
  alert: z.string().regex(/^[A-Z][A-Za-z]+$/),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+[smh]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['info', 'warning', 'critical']) }),
  annotations: z.strictObject({ summary: z.string().min(1), description: z.string().optional() }),
});
const fileSchema = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(ruleSchema).min(1) })).min(1),
});

const rules = fileSchema.parse(parse(readFileSync(file, 'utf8'))).groups.flatMap((group) => group.rules);

/** Metrics an expression reads, with the labels it names of each. */
function metricsIn(expr: string): { readonly name: string; readonly labels: string[] }[] {
  return [...expr.matchAll(/\b(tenantry_[a-z_]+)(?:\{([^}]*)\})?/g)].map(([, name = '', matchers = '']) => ({
    name,
    labels: [...matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  }));
}

describe('The example alert rules', () => {
  let fixture: MetricsFixture;
  let prometheus: RedisPrometheusMetrics;
  beforeAll(async () => {
    fixture = await connectWithMetrics({ url: inject('redisUrl') });
    prometheus = new RedisPrometheusMetrics(fixture);
  });
  afterAll(async () => {
    prometheus.stop();
    await fixture.pools.close();
  });

  it('have names of their own', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it.each(rules)('read metrics that exist: $alert', async ({ expr }) => {
    const read = metricsIn(expr);
    expect(read).not.toEqual([]);
    for (const { name, labels } of read) {
      const metric =
        prometheus.registry.getSingleMetric(name) ??
        prometheus.registry.getSingleMetric(name.replace(/_(bucket|sum|count)$/, ''));
      expect({ name, isDefined: metric !== undefined }).toEqual({ name, isDefined: true });
      const names: unknown = Reflect.get(metric ?? {}, 'labelNames');
      expect(names).toEqual(expect.arrayContaining([...labels, ...groupedBy(expr)]));
    }
  });

  it.each(rules)('close every bracket: $alert', ({ expr }) => {
    for (const [open, close] of ['()', '{}', '[]'] as const) {
      expect(expr.split(open ?? '').length).toBe(expr.split(close ?? '').length);
    }
  });

  it.each(rules)('mention only labels that the result has: $alert', ({ expr, annotations }) => {
    const mentioned = [...annotations.summary.matchAll(/\$labels\.([a-z_]+)/g)].map(
      ([, label = '']) => label,
    );
    const grouped = groupedBy(expr);
    const available = grouped.length > 0 ? grouped : ['pool'];
    expect(available).toEqual(expect.arrayContaining(mentioned));
  });
});

/** Labels after `by`, without that of buckets. */
function groupedBy(expr: string): string[] {
  const [, labels = ''] = /\bby \(([^)]*)\)/.exec(expr) ?? [];
  return labels.split(/,\s*/).filter((label) => label !== '' && label !== 'le');
}
