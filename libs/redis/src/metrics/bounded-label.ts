/** What all values count as that do not fit. */
export const OTHER = 'other';

/**
 * Keeps the values of a label few, for each one makes time series of its own: the first ones are told apart, all later
 * ones are {@link OTHER}.
 */
export class BoundedLabel {
  readonly #values = new Set<string>();

  /** @param most values that are told apart */
  constructor(private readonly most: number) {}

  of(value: string): string {
    if (this.#values.has(value)) return value;
    if (this.#values.size >= this.most) return OTHER;
    this.#values.add(value);
    return value;
  }
}
