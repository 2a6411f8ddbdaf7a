import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSlots, describeSlots, missingSlots, parseClusterNodes, SLOTS } from './cluster-nodes.js';

const REPLY = `07c3 127.0.0.1:30004@31004,hostname4 slave e7d1 0 1426238317239 4 connected
67ed 127.0.0.1:30002@31002 master,fail? - 0 1426238316232 2 connected 5461-10922 [93-<-292f8b]
292f ::1:30003@31003 master,fail - 0 1426238318243 3 disconnected 10923-16382 16383
6ec2 :0@0 master,noaddr - 0 0 0 disconnected
e7d1 :30001 myself,master - 0 0 1 connected 0-5460
`;

describe('parseClusterNodes', () => {
  it('reads addresses, roles, health and slots', () => {
    expect(parseClusterNodes(REPLY)).toEqual([
      node({
        id: '07c3',
        host: '127.0.0.1',
        port: 30_004,
        hostname: 'hostname4',
        isPrimary: false,
        primaryId: 'e7d1',
      }),
      node({ id: '67ed', host: '127.0.0.1', port: 30_002, health: 'suspected', slots: [[5_461, 10_922]] }),
      node({
        id: '292f',
        host: '::1',
        port: 30_003,
        health: 'failed',
        slots: [
          [10_923, 16_382],
          [16_383, 16_383],
        ],
      }),
      node({ id: 'e7d1', host: '', port: 30_001, isMyself: true, slots: [[0, 5_460]] }),
    ]);
    expect(parseClusterNodes('')).toEqual([]);
  });
});

function node(known: object): object {
  return {
    hostname: undefined,
    isPrimary: true,
    primaryId: undefined,
    health: 'ok',
    isMyself: false,
    slots: [],
    ...known,
  };
}

describe('missingSlots', () => {
  it('names what no range has', () => {
    expect(missingSlots([[0, SLOTS - 1]])).toEqual([]);
    expect(
      describeSlots(
        missingSlots([
          [1, 99],
          [101, 16_382],
        ]),
      ),
    ).toBe('0, 100, 16383');
    expect(describeSlots(missingSlots([]))).toBe('0-16383');
  });

  it('has each slot either in a range or missing, once', () => {
    const range = fc
      .tuple(fc.nat(SLOTS - 1), fc.nat(SLOTS - 1))
      .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
        const missing = missingSlots(ranges);
        const served = new Set(
          ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at)),
        );
        expect(countSlots(missing) + served.size).toBe(SLOTS);
        for (const [first, last] of missing) {
          for (let slot = first; slot <= last; slot++)
            if (served.has(slot)) throw new Error(`slot ${slot} is served`);
        }
      }),
      { numRuns: 50 },
    );
  });
});
