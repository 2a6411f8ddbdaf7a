const SMALLEST = 4;
/** A larger ring is given back when it has become empty. */
const LARGEST_KEPT = 1_024;

/**
 * Messages that wait to be read, oldest first, in a ring that is used again and again: thousands of queues that fill and
 * empty all the time would keep the garbage collector busy otherwise.
 */
export class MessageQueue<T> {
  #ring: (T | undefined)[] = [];
  #first = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: T): void {
    if (this.#size === this.#ring.length) this.#grow();
    // The length is a power of two.
    this.#ring[(this.#first + this.#size) & (this.#ring.length - 1)] = item;
    this.#size += 1;
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#ring[this.#first];
    this.#ring[this.#first] = undefined;
    this.#first = (this.#first + 1) & (this.#ring.length - 1);
    this.#size -= 1;
    if (this.#size === 0 && this.#ring.length > LARGEST_KEPT) this.clear();
    return item;
  }

  clear(): void {
    this.#ring = [];
    this.#first = 0;
    this.#size = 0;
  }

  #grow(): void {
    const items = [...this.#ring.slice(this.#first), ...this.#ring.slice(0, this.#first)];
    const length = Math.max(SMALLEST, this.#ring.length * 2);
    this.#ring = Array.from({ length }, (_, index) => items[index]);
    this.#first = 0;
  }
}
