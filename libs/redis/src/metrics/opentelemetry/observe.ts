import type { Attributes, Meter, MetricOptions, Observable, ObservableCallback } from '@opentelemetry/api';

/** One measurement of something that is looked at whenever metrics are collected. */
export type Observation = readonly [value: number, attributes: Attributes];

type Kind = 'Gauge' | 'Counter' | 'UpDownCounter';

/** Creates instruments that are looked at, and can let go of all of them. */
export class Observer {
  readonly #stops: (() => void)[] = [];

  constructor(private readonly meter: Meter) {}

  /** @param read what to say at each collection; nothing for series that are not there */
  observe(
    kind: Kind,
    name: string,
    options: MetricOptions,
    read: () => readonly Observation[] | Promise<readonly Observation[]>,
  ): void {
    const instrument: Observable = this.#create(kind, name, options);
    const callback: ObservableCallback = async (result) => {
      for (const [value, attributes] of await read()) result.observe(value, attributes);
    };
    instrument.addCallback(callback);
    this.#stops.push(() => instrument.removeCallback(callback));
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }

  #create(kind: Kind, name: string, options: MetricOptions): Observable {
    if (kind === 'Gauge') return this.meter.createObservableGauge(name, options);
    return kind === 'Counter'
      ? this.meter.createObservableCounter(name, options)
      : this.meter.createObservableUpDownCounter(name, options);
  }
}
