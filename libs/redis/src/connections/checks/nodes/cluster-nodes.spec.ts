import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countSlots,
  describeRange,
  parseClusterNodes,
  SLOTS,
  uncoveredSlots,
  type ClusterNode,
} from './cluster-nodes.js';

const REPLY = [
  '07c37df 127.0.0.1:30004@31004,,tls-port=0,shard-id=69bc slave e7d1eec 0 1426238317239 4 connected',
  '67ed2db 10.0.0.2:30002@31002,node-2.example master,fail? - 0 1426238316232 2 connected 5461-10922',
  'e7d1eec 127.0.0.1:30001@31001 myself,master - 0 0 1 connected 0-5459 5460 [93->-292f8b] [77-<-e7d1]',
  '292f8b3 :0@0 slave,noaddr 67ed2db 0 1 0 disconnected',
  '824fe11 127.0.0.1:30005@31005 handshake - 0 0 0 connected',
  '6ec2392 127.0.0.1:30003@31003 master,fail - 1426238316 1426238317 3 disconnected 10923-16383',
  '',
].join('\n');

describe('parseClusterNodes', () => {
  it('reads addresses, roles, failures and slots', () => {
    expect(parseClusterNodes(REPLY)).toEqual([
      {
        id: '07c37df',
        addresses: ['127.0.0.1:30004'],
        role: 'replica',
        primaryId: 'e7d1eec',
        failure: null,
        slots: [],
      },
      {
        id: '67ed2db',
        addresses: ['10.0.0.2:30002', 'node-2.example:30002'],
        role: 'primary',
        primaryId: null,
        failure: 'silent',
        slots: [{ first: 5_461, last: 10_922 }],
      },
      {
        id: 'e7d1eec',
        addresses: ['127.0.0.1:30001'],
        role: 'primary',
        primaryId: null,
        failure: null,
        slots: [
          { first: 0, last: 5_459 },
          { first: 5_460, last: 5_460 },
        ],
      },
      {
        id: '6ec2392',
        addresses: ['127.0.0.1:30003'],
        role: 'primary',
        primaryId: null,
        failure: 'failed',
        slots: [{ first: 10_923, last: 16_383 }],
      },
    ]);
  });
});

describe('uncoveredSlots', () => {
  it('are those of failed primaries, and those of nobody', () => {
    expect(uncoveredSlots(parseClusterNodes(REPLY)).map(describeRange)).toEqual(['10923-16383']);
    expect(uncoveredSlots([]).map(describeRange)).toEqual(['0-16383']);
  });

  it('are all that is left, however the others are cut into ranges', () => {
    const slot = fc.integer({ min: 0, max: SLOTS - 1 });
    const range = fc
      .tuple(slot, slot)
      .map(([a, b]) => ({ first: Math.min(a, b), last: Math.min(Math.max(a, b), Math.min(a, b) + 3_000) }));
    fc.assert(
      fc.property(fc.array(fc.array(range, { maxLength: 4 }), { maxLength: 6 }), (nodes) => {
        const covered = new Set<number>();
        const view = nodes.map((slots, index): ClusterNode => {
          for (const { first, last } of slots) for (let at = first; at <= last; at += 1) covered.add(at);
          return { id: String(index), addresses: [], role: 'primary', primaryId: null, failure: null, slots };
        });
        const gaps = uncoveredSlots(view);
        expect(countSlots(gaps)).toBe(SLOTS - covered.size);
        expect(
          gaps.every(({ first, last }) => first <= last && !covered.has(first) && !covered.has(last)),
        ).toBe(true);
      }),
    );
  });
});
