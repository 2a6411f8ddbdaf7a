import { describe, expect, it } from 'vitest';
import type { NodeHealth, SentinelsHealth } from './nodes/node-health.js';
import { verdictOn, type PoolFindings } from './pool-verdict.js';

const up: NodeHealth = { node: 'a:1', role: 'primary', status: 'up', latencyMs: 1 };
const down: NodeHealth = {
  node: 'b:2',
  role: 'primary',
  status: 'down',
  message: 'no answer',
  latencyMs: null,
};
const lostReplica: NodeHealth = {
  node: 'c:3',
  role: 'replica',
  status: 'down',
  message: 'it has failed',
  latencyMs: null,
};
const laggingReplica: NodeHealth = { ...lostReplica, status: 'degraded', message: 'its lag is 12 s' };
const sentinels: SentinelsHealth = {
  nodes: [
    { node: 's:1', status: 'up' },
    { node: 's:2', status: 'up' },
  ],
  known: 2,
  quorum: 2,
  canFailOver: true,
};
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
    ['a lost replica', { nodes: [up, lostReplica] }, 'degraded', '^replica c:3: it has failed$'],
    ['a replica that is behind', { nodes: [up, laggingReplica] }, 'degraded', 'c:3: its lag is 12 s'],
    ['a lost replica of a lost server', { nodes: [down, lostReplica] }, 'down', '^no answer$'],
    [
      'slots that nobody serves, although the cluster is content',
      {
        nodes: [up],
        isCluster: true,
        slots: { covered: 16_282, total: 16_384, uncovered: ['7', '100-200'] },
      },
      'down',
      '102 of 16384 are missing \\(7, 100-200\\)$',
    ],
    ['Sentinels that are all there', { sentinels }, 'up', '^$'],
    [
      'a Sentinel that is gone',
      { sentinels: { ...sentinels, nodes: [{ node: 's:2', status: 'down', message: 'refused' }] } },
      'degraded',
      '^Sentinel s:2: refused$',
    ],
    ['too few Sentinels', { sentinels: { ...sentinels, canFailOver: false } }, 'degraded', 'fail over'],
    ['Sentinels that may not say', { sentinels: { ...sentinels, canFailOver: null } }, 'up', '^$'],
    ['a failure a moment ago', { statistics: { state: 'DEGRADED', lastError: 'x' } }, 'degraded', 'ago: x'],
  ])('judges %s', (_case, findings, status, message) => {
    const verdict = verdictOn({ ...fine, ...findings });
    expect(verdict.status).toBe(status);
    expect(verdict.message ?? '').toMatch(new RegExp(message));
  });
});
