import { Histogram, type HistogramConfiguration } from 'prom-client';
import type { CommandTally } from './command-tally.js';

type Labels = Readonly<Record<string, string>>;

/** One set of labels, and what was counted of it. */
export interface TalliedSeries {
  readonly labels: Labels;
  readonly tally: Pick<CommandTally, 'buckets' | 'count' | 'sumSeconds'>;
}

/** One line of the text format, as prom-client passes it on. */
interface Figure {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly sharedLabels: Labels;
  readonly value: number;
}

/** A histogram whose figures are counted elsewhere: it only shows them. */
export class TalliedHistogram extends Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];

  /** @param series what was counted until now */
  constructor(
    config: HistogramConfiguration<string> & { readonly buckets: number[] },
    private readonly series: () => readonly TalliedSeries[],
  ) {
    super(config);
    this.#name = config.name;
    this.#help = config.help;
    this.#bounds = config.buckets;
  }

  /** What registries of prom-client read, and `get` too; its types leave it out. */
  async getForPromString(): Promise<object> {
    const values = this.series().flatMap((each) => this.#figuresOf(each));
    return Promise.resolve({
      name: this.#name,
      help: this.#help,
      type: 'histogram',
      values,
      aggregator: 'sum',
    });
  }

  #figuresOf({ labels: sharedLabels, tally }: TalliedSeries): Figure[] {
    const name = this.#name;
    let total = 0;
    const buckets = [...this.#bounds, '+Inf'].map((le, index) => {
      total += tally.buckets[index] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: total };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, sharedLabels, value: tally.sumSeconds },
      { metricName: `${name}_count`, labels: {}, sharedLabels, value: tally.count },
    ];
  }
}
