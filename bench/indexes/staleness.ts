import { figuresOf, median } from '../harness/rounds.js';
import { toRow } from '../harness/row.js';
import { profileOf } from '../repositories/operations.js';
import { startApplication, type Application } from './application.js';
import { IN_FLIGHT, type Question } from './question.js';
import type { ServerFigures } from './server-figures.js';

/*
 * Question: how large does an index get when every row expires and none is written twice? Only later writes remove
 * the entries that expired rows leave behind.
 */

const TENANT = 'bench-stale';
const SAMPLE_EVERY_MS = 100;

interface Plan {
  readonly rounds: number;
  readonly lifetimeSeconds: number;
  readonly seconds: number;
}
const FULL: Plan = { rounds: 3, lifetimeSeconds: 2, seconds: 9 };
const QUICK: Plan = { rounds: 1, lifetimeSeconds: 1, seconds: 4.5 };

interface Sample {
  readonly atMs: number;
  readonly written: number;
  readonly entries: number;
}

interface Round {
  /** Medians, once the index has reached its level. */
  readonly entries: number;
  readonly live: number;
  /** At any time. */
  readonly mostEntries: number;
  readonly everWritten: number;
}

export const stalenessRows: Question = async ({ quick, server, figures, log }) => {
  const plan = quick ? QUICK : FULL;
  const app = await startApplication(server.url, { user: ['email'] });
  try {
    const rounds: Round[] = [];
    for (let round = 0; round < plan.rounds; round++) {
      log(`rows that live ${plan.lifetimeSeconds} s, for ${plan.seconds} s`);
      await figures.empty();
      rounds.push(await measure(app, figures, plan));
    }
    const name = `index entries, rows live ${plan.lifetimeSeconds} s`;
    const rest = { unit: 'entries', better: 'lower' } as const;
    return [
      toRow({
        name,
        ours: figuresOf(rounds, 'entries'),
        rival: figuresOf(rounds, 'live'),
        rivalName: 'live rows',
        ...rest,
      }),
      toRow({
        name: `${name}, most of all`,
        ours: figuresOf(rounds, 'mostEntries'),
        rival: figuresOf(rounds, 'everWritten'),
        rivalName: 'rows ever written: an index never pruned',
        ...rest,
      }),
    ];
  } finally {
    await app.close();
  }
};

async function measure(
  app: Application,
  figures: ServerFigures,
  { lifetimeSeconds, seconds }: Plan,
): Promise<Round> {
  const { users } = app.tenant(TENANT);
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
  const samples: Sample[] = [];
  const sample = async (): Promise<void> => {
    while (!isOver()) {
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_EVERY_MS));
      const entries = await figures.userIndexSize(TENANT, 'email');
      samples.push({ atMs: elapsedMs(), written, entries });
    }
  };

  await Promise.all([sample(), ...Array.from({ length: IN_FLIGHT }, write)]);
  // The first lifetimes fill the index; what counts is the level it then keeps.
  const settled = samples.filter(({ atMs }) => atMs > (2 * lifetimeSeconds + 1) * 1_000);
  const live = settled.map((at) => at.written - writtenBy(samples, at.atMs - lifetimeSeconds * 1_000));
  return {
    entries: median(settled.map((at) => at.entries)),
    live: median(live),
    mostEntries: Math.max(...samples.map((at) => at.entries)),
    everWritten: written,
  };
}

/** Rows written until then, between the samples around it. */
function writtenBy(samples: readonly Sample[], atMs: number): number {
  const after = samples.findIndex((sample) => sample.atMs >= atMs);
  const right = samples[after];
  const left = samples[after - 1] ?? { atMs: 0, written: 0 };
  if (right === undefined) return samples.at(-1)?.written ?? 0;
  const share = (atMs - left.atMs) / (right.atMs - left.atMs);
  return left.written + share * (right.written - left.written);
}
