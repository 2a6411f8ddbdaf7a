import { describe, expect, it } from 'vitest';
import type { NodeHealth } from './pool-health.js';
import { verdictOn, type PoolFindings } from './pool-verdict.js';

const up: NodeHealth = { node: 'a:1', status: 'up', latencyMs: 1 };
const down: NodeHealth = { node: 'b:2', status: 'down', message: 'no answer', latencyMs: null };
const fine: PoolFindings = {
  nodes: [up],
  isCluster: false,
  clusterIsComplete: true,
  statistics: { state: 'HEALTHY', lastError: null },
};

describe('verdictOn', () => {
  it.each<[string, Partial<PoolFindings>, string, string]>([
    ['a server that answers', {}, 'up', '^$'],
    ['a server that does not', { nodes: [down] }, 'down', 'no answer'],
    ['no node at all', { nodes: [], isCluster: true }, 'down', 'no node'],
    [
      'one silent node of two',
      { nodes: [up, down], isCluster: true },
      'degraded',
      '1 of 2 nodes .* b:2 \\(no answer\\)',
    ],
    ['a cluster with a hole', { nodes: [up, down], clusterIsComplete: false }, 'down', 'slots'],
    [
      'an open circuit',
      { statistics: { state: 'FAILED', lastError: 'x' } },
      'down',
      'circuit is still open: x',
    ],
    ['a failure a moment ago', { statistics: { state: 'DEGRADED', lastError: 'x' } }, 'degraded', 'ago: x'],
  ])('judges %s', (_case, findings, status, message) => {
    const verdict = verdictOn({ ...fine, ...findings });
    expect(verdict.status).toBe(status);
    expect(verdict.message ?? '').toMatch(new RegExp(message));
  });
});
