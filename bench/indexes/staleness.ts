import { median } from '../harness/rounds.js';
import { toRow } from '../harness/row.js';
import { profileOf } from '../repositories/operations.js';
import { startApplication } from './application.js';
import { IN_FLIGHT, type Question } from './question.js';

/*
 * Question: how large does an index get when every row expires and none is written twice? Only later writes remove
 * the entries that expired rows leave behind.
 */

const TENANT = 'bench-stale';
const SAMPLE_EVERY_MS = 100;

interface Plan {
  readonly lifetimeSeconds: number;
  readonly seconds: number;
}
const FULL: Plan = { lifetimeSeconds: 2, seconds: 9 };
const QUICK: Plan = { lifetimeSeconds: 1, seconds: 4.5 };

interface Sample {
  readonly atMs: number;
  readonly written: number;
  readonly entries: number;
}

export const stalenessRows: Question = async ({ quick, server, figures, log }) => {
  const { lifetimeSeconds, seconds } = quick ? QUICK : FULL;
  const app = await startApplication(server.url, { user: ['email'] });
  const { users } = app.tenant(TENANT);
  log(`rows that live ${lifetimeSeconds} s, for ${seconds} s`);
  let next = 0;
  let written = 0;
  const start = performance.now();
  const elapsedMs = (): number => performance.now() - start;
  const isOver = (): boolean => elapsedMs() >= seconds * 1_000;

  const write = async (): Promise<void> => {
    while (!isOver()) {
      const row = next++;
      await users.upsert(String(row), profileOf(row), { ttlSeconds: lifetimeSeconds });
      written++;
    }
  };
  const sample = async (samples: Sample[]): Promise<void> => {
    while (!isOver()) {
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS));
      const entries = await figures.userIndexSize(TENANT, 'email');
      samples.push({ atMs: elapsedMs(), written, entries });
    }
  };

  try {
    const samples: Sample[] = [];
    await Promise.all([sample(samples), ...Array.from({ length: IN_FLIGHT }, write)]);
    // The first lifetimes fill the index; what counts is the level it then keeps.
    const settled = samples.filter(({ atMs }) => atMs > (2 * lifetimeSeconds + 1) * 1_000);
    const entries = settled.map((at) => at.entries);
    const live = settled.map((at) => at.written - writtenBy(samples, at.atMs - lifetimeSeconds * 1_000));
    const name = `index entries, rows live ${lifetimeSeconds} s`;
    const unit = 'entries';
    return [
      toRow({
        name,
        ours: median(entries),
        rival: median(live),
        rivalName: 'live rows',
        unit,
        better: 'lower',
      }),
      toRow({
        name: `${name}, most of all`,
        ours: Math.max(...samples.map((at) => at.entries)),
        rival: written,
        rivalName: 'rows ever written: an index never pruned',
        unit,
        better: 'lower',
      }),
    ];
  } finally {
    await app.close();
  }
};

/** Rows written until then, between the samples around it. */
function writtenBy(samples: readonly Sample[], atMs: number): number {
  const after = samples.findIndex((sample) => sample.atMs >= atMs);
  const right = samples[after];
  const left = samples[after - 1] ?? { atMs: 0, written: 0 };
  if (right === undefined) return samples.at(-1)?.written ?? 0;
  const share = (atMs - left.atMs) / (right.atMs - left.atMs);
  return left.written + share * (right.written - left.written);
}
