import type { BenchOptions } from '../harness/bench.js';
import { alternate, figuresOf, median } from '../harness/rounds.js';
import { toRow, type BenchRow } from '../harness/row.js';
import { orderOf, type FanOutContender } from './fan-out.contender.js';
import { HandWrittenContender } from './hand-written.contender.js';
import { TenantryContender } from './tenantry.contender.js';

export const question = `
What does it cost that each of 1,000 listeners in one process has a subscription of its own, with a queue,
an end and a value nobody else can change? Against ioredis by hand: one connection and 1,000 callbacks that parse the
message, as listeners that know nothing of each other do. A second rival parses once and lets all share the value:
without a target, because it gives less. Messages are published in bursts of 20 and one after the other.
`;

const LISTENERS = 1_000;
const BURST = 20;

interface Plan {
  readonly rounds: number;
  readonly bursts: number;
  readonly single: number;
}
const FULL: Plan = { rounds: 9, bursts: 20, single: 100 };
const QUICK: Plan = { rounds: 5, bursts: 10, single: 40 };

interface Result {
  readonly deliveriesPerSecond: number;
  /** Median from the call of publish until the last listener has the message. */
  readonly latencyMs: number;
  /** Of this process, which publishes too. */
  readonly cpuMicros: number;
}

type Side = 'ours' | 'callbacks' | 'shared value';

export async function run({ quick, server, log }: BenchOptions): Promise<BenchRow[]> {
  const plan = quick ? QUICK : FULL;
  const sides: Readonly<Record<Side, Listeners>> = {
    ours: new Listeners(await TenantryContender.start(server.url)),
    callbacks: new Listeners(new HandWrittenContender(server.url, 'per listener')),
    'shared value': new Listeners(new HandWrittenContender(server.url, 'once')),
  };
  try {
    for (const [name, side] of Object.entries(sides)) {
      log(`${name}: ${LISTENERS} listeners`);
      await side.start();
      await measure(side, { ...plan, bursts: 3, single: 10 });
    }
    const results = await alternate(['ours', 'callbacks', 'shared value'], plan.rounds, async (side) =>
      measure(sides[side], plan),
    );
    return [...rowsOf(results, 'callbacks', 0.8), ...rowsOf(results, 'shared value')];
  } finally {
    await Promise.all(Object.values(sides).map(async (side) => side.close()));
  }
}

function rowsOf(
  results: Readonly<Record<Side, readonly Result[]>>,
  rival: Exclude<Side, 'ours'>,
  target?: number,
): BenchRow[] {
  const row = (name: string, figure: keyof Result, unit: string, better: 'higher' | 'lower'): BenchRow =>
    toRow({
      name,
      ours: figuresOf(results.ours, figure),
      rival: figuresOf(results[rival], figure),
      rivalName: `ioredis, ${rival}`,
      unit,
      better,
      ...(target === undefined ? {} : { target }),
    });
  return [
    row(`fan-out to ${LISTENERS}`, 'deliveriesPerSecond', 'deliveries/s', 'higher'),
    row(`fan-out to ${LISTENERS}, CPU`, 'cpuMicros', 'us client CPU/delivery', 'lower'),
    row(`one message to ${LISTENERS}`, 'latencyMs', 'ms until the last has it', 'lower'),
  ];
}

async function measure(side: Listeners, plan: Plan): Promise<Result> {
  const latencies: number[] = [];
  for (let index = 0; index < plan.single; index += 1) latencies.push(await side.deliver(1));
  const cpuBefore = process.cpuUsage();
  let milliseconds = 0;
  for (let burst = 0; burst < plan.bursts; burst += 1) milliseconds += await side.deliver(BURST);
  const { user, system } = process.cpuUsage(cpuBefore);
  const deliveries = plan.bursts * BURST * LISTENERS;
  return {
    deliveriesPerSecond: deliveries / (milliseconds / 1_000),
    latencyMs: median(latencies),
    cpuMicros: (user + system) / deliveries,
  };
}

/** A contender with its listeners, and the count of what they have received. */
class Listeners {
  readonly #contender: FanOutContender;
  #sequence = 0;
  #missing = 0;
  #allReceived: () => void = () => undefined;

  constructor(contender: FanOutContender) {
    this.#contender = contender;
  }

  async start(): Promise<void> {
    await this.#contender.listen(LISTENERS, ({ lines }) => {
      this.#missing -= lines.length / 2;
      if (this.#missing === 0) this.#allReceived();
    });
  }

  /** @returns milliseconds until every listener has every message */
  async deliver(messages: number): Promise<number> {
    this.#missing = messages * LISTENERS;
    const received = new Promise<void>((resolve) => {
      this.#allReceived = resolve;
    });
    const start = performance.now();
    const published = Array.from({ length: messages }, async () =>
      this.#contender.publish(orderOf(this.#sequence++)),
    );
    await received;
    const milliseconds = performance.now() - start;
    await Promise.all(published);
    return milliseconds;
  }

  async close(): Promise<void> {
    await this.#contender.close();
  }
}
