import { putLoad } from '../harness/load.js';
import { alternate, figuresOf } from '../harness/rounds.js';
import { toRow, type BenchRow, type Comparison } from '../harness/row.js';
import { BULK, CONTENDER_NAMES, type Contender, type Producer } from './contender.js';
import { startProducer } from './producers.js';
import { TENANT, type Question } from './question.js';
import { laterReminders } from './reminder.js';

/* Question: what does it cost to schedule, one reminder at a time or many, against BullMQ's delayed jobs? */

const CONTENDERS = ['tenantry', 'tenantry-without-keys', 'bullmq'] as const;
type Scheduler = (typeof CONTENDERS)[number];
type Ours = Exclude<Scheduler, 'bullmq'>;

const IN_FLIGHT = 1_000;

/** A way of scheduling, with the least ratios aimed at: of reminders per second, and of CPU on the server. */
interface Way {
  readonly name: string;
  readonly rivalName: string;
  readonly perCall: number;
  readonly inFlight: number;
  readonly reminders: { readonly full: number; readonly quick: number };
  readonly targets: Readonly<Partial<Record<Ours, number>>>;
  readonly serverTarget?: number;
}

const WAYS: readonly Way[] = [
  {
    name: `bulk x${BULK}`,
    rivalName: 'BullMQ addBulk',
    perCall: BULK,
    inFlight: 1,
    reminders: { full: 20_000, quick: 5_000 },
    targets: { 'tenantry-without-keys': 5, tenantry: 3 },
    serverTarget: 4,
  },
  {
    name: `single, ${IN_FLIGHT} at once`,
    rivalName: 'BullMQ add',
    perCall: 1,
    inFlight: IN_FLIGHT,
    reminders: { full: 20_000, quick: 4_000 },
    targets: { 'tenantry-without-keys': 1.8, tenantry: 1.3 },
  },
  {
    name: 'single, one after the other',
    rivalName: 'BullMQ add',
    perCall: 1,
    inFlight: 1,
    reminders: { full: 3_000, quick: 500 },
    targets: { 'tenantry-without-keys': 1.2 },
  },
];

const FULL_ROUNDS = 7;
const QUICK_ROUNDS = 3;

interface Cost {
  readonly perSecond: number;
  /** Of this process, per reminder. */
  readonly clientMicros: number;
  readonly serverMicros: number;
}

export const scheduleRows: Question = async ({ quick, url, probe, log }) => {
  const producers = new Map<Contender, Producer>();
  const measure = async (contender: Scheduler, way: Way, count: number): Promise<Cost> => {
    const producer = producers.get(contender);
    if (producer === undefined) throw new Error(`${contender} is not there`);
    await probe.empty();
    const reminders = laterReminders(TENANT, count);
    const call = async (index: number): Promise<unknown> => {
      if (way.perCall > 1) {
        return producer.addMany(reminders.slice(index * way.perCall, (index + 1) * way.perCall));
      }
      const reminder = reminders[index];
      return reminder === undefined ? undefined : producer.add(reminder);
    };
    const before = await probe.cpuMicros();
    const { callsPerSecond, cpuMicros } = await putLoad(call, count / way.perCall, way.inFlight);
    return {
      perSecond: callsPerSecond * way.perCall,
      clientMicros: cpuMicros / way.perCall,
      serverMicros: ((await probe.cpuMicros()) - before) / count,
    };
  };

  try {
    for (const contender of CONTENDERS) producers.set(contender, await startProducer(contender, url));
    const rows: BenchRow[] = [];
    for (const way of WAYS) {
      const count = quick ? way.reminders.quick : way.reminders.full;
      const rounds = quick ? QUICK_ROUNDS : FULL_ROUNDS;
      log(`schedule ${way.name}: ${rounds} rounds of ${count}`);
      await alternate(CONTENDERS, 1, async (contender) => measure(contender, way, count)); // compiles them
      rows.push(
        ...rowsOf(
          way,
          await alternate(CONTENDERS, rounds, async (contender) => measure(contender, way, count)),
        ),
      );
    }
    return rows;
  } finally {
    await Promise.all([...producers.values()].map(async (producer) => producer.close()));
  }
};

function rowsOf(way: Way, costs: Readonly<Record<Scheduler, readonly Cost[]>>): BenchRow[] {
  const { rivalName, targets, serverTarget } = way;
  return CONTENDERS.filter((contender) => contender !== 'bullmq').flatMap((contender) => {
    const name = `schedule ${way.name}, ${CONTENDER_NAMES[contender]}`;
    const target = targets[contender];
    const figures = (figure: keyof Cost): Pick<Comparison, 'ours' | 'rival'> => ({
      ours: figuresOf(costs[contender], figure),
      rival: figuresOf(costs.bullmq, figure),
    });
    return [
      toRow({
        ...{ name, rivalName, unit: 'reminders/s', better: 'higher', ...figures('perSecond') },
        ...(target === undefined ? {} : { target }),
      }),
      toRow({
        name: `${name}, server CPU`,
        ...{ rivalName, unit: 'us server CPU', better: 'lower', ...figures('serverMicros') },
        ...(serverTarget === undefined ? {} : { target: serverTarget }),
      }),
      toRow({
        name: `${name}, client CPU`,
        ...{ rivalName, unit: 'us client CPU', better: 'lower', ...figures('clientMicros') },
      }),
    ];
  });
}
