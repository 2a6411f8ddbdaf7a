import type { TriggerRepository } from '@tenantry/redis';
import { alternate, median } from '../harness/rounds.js';
import { limitRow, toRow, type BenchRow } from '../harness/row.js';
import { latenciesOf } from '../indexes/latencies.js';
import { TENANT, type Question } from './question.js';
import { ScanRival } from './scan.rival.js';
import { TenantryProducer } from './tenantry.producer.js';

/*
 * Question: how long does it take to cancel the four triggers of one identifier, among many, against walking the keys?
 * Nobody else's keys are in the database, which is the best that a scan can meet.
 */

const ACTIONS = ['send_reminder', 'close_chat', 'expire_offer', 'follow_up'] as const;
const IDENTIFIERS_PER_CALL = 250;
const CHUNKS_AT_ONCE = 4;

interface Size {
  readonly keys: number;
  readonly label: string;
  readonly withScan: boolean;
  /** How many times faster than a scan: a scan takes longer the more keys there are. */
  readonly target?: number;
}
interface Plan {
  readonly sizes: readonly Size[];
  readonly rounds: number;
}
const FULL: Plan = {
  sizes: [
    { keys: 100_000, label: '100k', withScan: true, target: 500 },
    { keys: 1_000_000, label: '1M', withScan: false },
  ],
  rounds: 9,
};
const QUICK: Plan = { sizes: [{ keys: 20_000, label: '20k', withScan: true }], rounds: 3 };

type Side = 'ours' | 'rival';
/** Calls in a round. */
const CALLS: Readonly<Record<Side, number>> = { ours: 100, rival: 1 };
/** Before anything is measured, so that everything is compiled: a hundred calls are not enough for that. */
const WARM_UP: Readonly<Record<Side, number>> = { ours: 2_000, rival: 1 };
const LIMIT_MS = 1;

export const cancelRows: Question = async ({ quick, url, probe, log }) => {
  const { sizes, rounds } = quick ? QUICK : FULL;
  const rows: BenchRow[] = [];
  for (const { keys, label, withScan, target } of sizes) {
    log(`cancel by identifier among ${label} keys`);
    await probe.empty();
    const producer = await TenantryProducer.start('tenantry', url);
    const rival = new ScanRival(url);
    const triggers = producer.triggersOf(TENANT);
    const remove: Readonly<Record<Side, (identifier: string) => Promise<number>>> = {
      ours: async (identifier) => triggers.deleteAllByIdentifier(identifier),
      rival: async (identifier) => rival.deleteAllByIdentifier(TENANT, identifier),
    };
    try {
      await seed(triggers, keys / ACTIONS.length);
      let next = 0;
      const measure = async (side: Side, calls = CALLS[side]): Promise<number> => {
        const identifiers = Array.from({ length: calls }, () => identifierOf(next++));
        const latencies = await latenciesOf(identifiers, async (identifier) => {
          const removed = await remove[side](identifier);
          if (removed !== ACTIONS.length) throw new Error(`${removed} triggers of ${identifier} removed`);
        });
        return median(latencies) / 1e3;
      };
      const sides: readonly Side[] = withScan ? ['ours', 'rival'] : ['ours'];
      await alternate(sides, 1, async (side) => measure(side, WARM_UP[side]));
      const results = await alternate(sides, rounds, async (side) => measure(side));
      const { ours, rival: rivalMs } = results;
      const name = `cancel all of an identifier, ${label} keys`;
      rows.push(limitRow(name, ours, LIMIT_MS, 'ms'));
      if (withScan) {
        const rest = { rivalName: 'SCAN COUNT 1000', unit: 'ms', better: 'lower' } as const;
        rows.push(
          toRow({ name, ours, rival: rivalMs, ...rest, ...(target === undefined ? {} : { target }) }),
        );
      }
    } finally {
      rival.close();
      await producer.close();
    }
  }
  return rows;
};

function identifierOf(index: number): string {
  return `visitor-${String(index).padStart(10, '0')}`;
}

async function seed(triggers: TriggerRepository, identifiers: number): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < identifiers) {
      const from = next;
      next += IDENTIFIERS_PER_CALL;
      const names = Array.from({ length: Math.min(IDENTIFIERS_PER_CALL, identifiers - from) }, (_, index) =>
        identifierOf(from + index),
      );
      await triggers.setMany(
        names.flatMap((identifier) => ACTIONS.map((action) => ({ action, identifier, when: 7_200 }))),
      );
    }
  };
  await Promise.all(Array.from({ length: CHUNKS_AT_ONCE }, lane));
}
