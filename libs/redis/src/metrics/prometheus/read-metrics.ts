import { Counter, Gauge, type Registry } from 'prom-client';

/** Labels and value of one time series. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** What a metric is called, and where its value comes from whenever it is read. */
export interface ReadMetric {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** All time series there are now: those that were there before and are not any more disappear. */
  readonly read: () => readonly Sample[] | Promise<readonly Sample[]>;
}

/** Registers a metric whose value goes up and down. */
export function registerGauge(registry: Registry, { name, help, labelNames, read }: ReadMetric): void {
  const metric = new Gauge<string>({
    name,
    help,
    labelNames: [...labelNames],
    registers: [],
    async collect() {
      const samples = await read();
      this.reset();
      for (const [labels, value] of samples) this.set(labels, value);
    },
  });
  registry.registerMetric(metric);
}

/** Registers a metric that is counted elsewhere and only goes up. */
export function registerCounter(registry: Registry, { name, help, labelNames, read }: ReadMetric): void {
  const metric = new Counter<string>({
    name,
    help,
    labelNames: [...labelNames],
    registers: [],
    async collect() {
      const samples = await read();
      this.reset();
      for (const [labels, value] of samples) this.inc(labels, value);
    },
  });
  registry.registerMetric(metric);
}
