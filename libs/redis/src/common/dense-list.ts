/** What a {@link DenseList} can hold: it is in one list at most. */
export interface Placed {
  /** Where it stands in its list, which writes it; -1 while it is in none. */
  place: number;
}

/**
 * Things that come and go all the time, in no order. Adding and removing take the same time however many there are.
 *
 * An array, because a Set is no good for what lives for a moment: each time V8 rebuilds one, the table of before keeps a
 * reference to the new one. Once one of them is in the old generation, all that follow are promoted, with what was in
 * them. For the triggers that a worker runs that was 1 KB each (measured: 12.7 us of CPU per trigger instead of 8.8).
 */
export class DenseList<T extends Placed> implements Iterable<T> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    item.place = this.#items.push(item) - 1;
  }

  has({ place }: T): boolean {
    return place >= 0;
  }

  /** Does nothing if it was removed before. */
  delete(item: T): void {
    const { place } = item;
    if (place < 0) return;
    item.place = -1;
    const last = this.#items.pop();
    if (last === undefined || last === item) return;
    this.#items[place] = last;
    last.place = place;
  }

  clear(): void {
    for (const item of this.#items) item.place = -1;
    this.#items.length = 0;
  }

  /** Those that are in it now: what is added or removed meanwhile changes nothing. */
  [Symbol.iterator](): Iterator<T> {
    return this.#items.slice().values();
  }
}
