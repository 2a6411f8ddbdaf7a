import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow, type Comparison } from '../harness/row.js';
import { CONTENDER_NAMES } from './contender.js';
import { TENANT, type Question, type QuestionOptions } from './question.js';
import { PAYLOAD, remindersOf } from './reminder.js';
import { Scenes } from './scenes.js';

/*
 * Question: how fast are many reminders run that are due at the same moment, by 1, 2 and 4 processes, and what does
 * that cost? Handlers read the payload and do nothing else. All were scheduled ahead, and the workers wait for that
 * moment, so that no start of a process is part of it.
 */

const CONTENDERS = ['tenantry', 'tenantry-without-keys', 'bullmq'] as const;
type Drainer = (typeof CONTENDERS)[number];

interface Plan {
  readonly rounds: number;
  readonly processes: readonly number[];
  /** Reminders of each contender, for some seconds of work; ours are more because they are run faster. */
  readonly reminders: { readonly ours: number; readonly bullmq: number };
  /** Share of them that is run before, so that everything is compiled. */
  readonly warmUp: number;
}
const FULL: Plan = {
  rounds: 5,
  processes: [1, 2, 4],
  reminders: { ours: 50_000, bullmq: 20_000 },
  warmUp: 0.5,
};
const QUICK: Plan = {
  rounds: 1,
  processes: [1, 2],
  reminders: { ours: 10_000, bullmq: 2_000 },
  warmUp: 0.25,
};

const TARGET = 4;
/** Of CPU on the server; judged with one process. */
const SERVER_TARGET = 4;

interface Result {
  readonly perSecond: number;
  readonly serverMicros: number;
  readonly workerMicros: number;
}

export const drainRows: Question = async (options) => {
  const plan = options.quick ? QUICK : FULL;
  const rows: BenchRow[] = [];
  for (const processes of plan.processes) rows.push(...(await compare(processes, plan, options)));
  return rows;
};

async function compare(processes: number, plan: Plan, options: QuestionOptions): Promise<BenchRow[]> {
  const { url, probe, log } = options;
  const { ours, bullmq } = plan.reminders;
  log(`drain by ${processes} process(es): ${plan.rounds} round(s) of ${ours}, ${bullmq} of BullMQ`);
  const scenes = await Scenes.start(CONTENDERS, { url, processes, log });
  const measure = async (contender: Drainer, share = 1): Promise<Result> => {
    const scene = scenes.of(contender);
    const count = (contender === 'bullmq' ? bullmq : ours) * share;
    const opensAtMs = await scene.seed(count, (opensAt) =>
      remindersOf(TENANT, count, () => opensAt, PAYLOAD),
    );
    const before = await probe.cpuMicros();
    const { lastMs, cpuMicros } = await scene.allRuns(count);
    return {
      perSecond: (count * 1_000) / (lastMs - opensAtMs),
      serverMicros: ((await probe.cpuMicros()) - before) / count,
      workerMicros: cpuMicros / count,
    };
  };

  try {
    await alternate(CONTENDERS, 1, async (contender) => measure(contender, plan.warmUp));
    return rowsOf(
      processes,
      await alternate(CONTENDERS, plan.rounds, async (contender) => measure(contender)),
    );
  } finally {
    await scenes.close();
    await probe.empty();
  }
}

function rowsOf(processes: number, results: Readonly<Record<Drainer, readonly Result[]>>): BenchRow[] {
  return CONTENDERS.filter((contender) => contender !== 'bullmq').flatMap((contender) => {
    const name = `drain by ${processes}, ${CONTENDER_NAMES[contender]}`;
    const figures = (figure: keyof Result): Pick<Comparison, 'ours' | 'rival' | 'rivalName'> => ({
      ours: figuresOf(results[contender], figure),
      rival: figuresOf(results.bullmq, figure),
      rivalName: 'BullMQ',
    });
    return [
      toRow({ name, ...figures('perSecond'), unit: 'reminders/s', better: 'higher', target: TARGET }),
      toRow({
        name: `${name}, server CPU`,
        ...figures('serverMicros'),
        ...{ unit: 'us server CPU', better: 'lower' },
        ...(processes === 1 ? { target: SERVER_TARGET } : {}),
      }),
      toRow({
        name: `${name}, worker CPU`,
        ...figures('workerMicros'),
        ...{ unit: 'us worker CPU', better: 'lower' },
      }),
    ];
  });
}
