import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow, type Comparison } from '../harness/row.js';
import { putLoad, type LoadResult } from '../harness/load.js';
import { profileOf, USERS } from '../repositories/operations.js';
import { startApplication } from './application.js';
import { IN_FLIGHT, type Question } from './question.js';

/*
 * Question: what does one index add to an upsert of seven fields? Two applications on one server, one with an index
 * on the e-mail address, the other without; 500 writes at once.
 */

const RIVAL = 'the same upsert, no index';
const SIDES = ['indexed', 'plain'] as const;
type Side = (typeof SIDES)[number];

/** A way of writing: which user, and what, for the `call`-th write of one side. */
interface WriteKind {
  readonly name: string;
  readonly target?: number;
  readonly user: (call: number) => number;
  readonly email: (call: number) => string;
}

/** All start from the users that `same value` writes; new ones come last, because they stay. */
const KINDS: readonly WriteKind[] = [
  { name: 'same value', target: 0.8, user: modulo, email: (call) => emailOf(modulo(call)) },
  { name: 'changed value', user: modulo, email: (call) => emailOf(call + USERS) },
  { name: 'new row', target: 0.5, user: (call) => call + USERS, email: (call) => emailOf(call + USERS) },
];

interface Plan {
  readonly rounds: number;
  readonly callsPerRound: number;
}
const FULL: Plan = { rounds: 11, callsPerRound: 10_000 };
const QUICK: Plan = { rounds: 5, callsPerRound: 6_000 };

interface WriteResult extends LoadResult {
  readonly redisMicros: number;
}

export const writeRows: Question = async ({ quick, server, figures, log }) => {
  const plan = quick ? QUICK : FULL;
  const apps = {
    indexed: await startApplication(server.url, { user: ['email'] }),
    plain: await startApplication(server.url),
  };
  const users = { indexed: apps.indexed.tenant('indexed').users, plain: apps.plain.tenant('plain').users };
  const calls = { indexed: 0, plain: 0 };

  const write = async (side: Side, { user, email }: WriteKind): Promise<unknown> => {
    const call = calls[side]++;
    const row = user(call);
    return users[side].upsert(String(row), { ...profileOf(row), email: email(call) });
  };
  const measure = async (side: Side, kind: WriteKind, count = plan.callsPerRound): Promise<WriteResult> => {
    const before = await figures.cpuMicros();
    const result = await putLoad(() => write(side, kind), count, IN_FLIGHT);
    return { ...result, redisMicros: ((await figures.cpuMicros()) - before) / count };
  };

  try {
    const rows: BenchRow[] = [];
    for (const kind of KINDS) {
      log(`upsert, ${kind.name}, ${IN_FLIGHT} at once`);
      await alternate(SIDES, 1, async (side) => measure(side, kind, USERS));
      const results = await alternate(SIDES, plan.rounds, async (side) => measure(side, kind));
      rows.push(...rowsOf(kind, results));
    }
    return rows;
  } finally {
    await Promise.all(SIDES.map(async (side) => apps[side].close()));
  }
};

function rowsOf(kind: WriteKind, results: Record<Side, WriteResult[]>): BenchRow[] {
  const name = `upsert with an index, ${kind.name}, x${IN_FLIGHT}`;
  const figures = (figure: keyof WriteResult): Pick<Comparison, 'ours' | 'rival'> => ({
    ours: figuresOf(results.indexed, figure),
    rival: figuresOf(results.plain, figure),
  });
  const { target } = kind;
  return [
    toRow({
      name,
      ...figures('callsPerSecond'),
      rivalName: RIVAL,
      unit: 'calls/s',
      better: 'higher',
      ...(target === undefined ? {} : { target }),
    }),
    toRow({
      name: `${name}, server`,
      ...figures('redisMicros'),
      rivalName: RIVAL,
      unit: 'us Redis CPU/call',
      better: 'lower',
    }),
    toRow({
      name: `${name}, client`,
      ...figures('cpuMicros'),
      rivalName: RIVAL,
      unit: 'us client CPU/call',
      better: 'lower',
    }),
  ];
}

function modulo(call: number): number {
  return call % USERS;
}

function emailOf(number: number): string {
  return `user${number}@example.com`;
}
