import { Pool } from 'tarn';

type PoolOptions<T> = ConstructorParameters<typeof Pool<T>>[0];

export interface ElasticPoolOptions<T> extends PoolOptions<T> {
  readonly destroy: (member: T) => Promise<void>;
  readonly validate: (member: T) => boolean;
}

/**
 * A pool of `tarn` that also closes single members, in use or not, and remembers when it looked for idle ones. It
 * prefers those used last, so that the others may become idle.
 */
export class ElasticPool<T extends object> extends Pool<T> {
  /** When idle members were last looked for. */
  lastCleanup: Date | null = null;
  readonly #discarded: WeakSet<T>;
  readonly #closing = new Set<Promise<void>>();
  readonly #close: (member: T) => Promise<void>;

  constructor({ destroy, validate, ...options }: ElasticPoolOptions<T>) {
    const discarded = new WeakSet<T>();
    super({ ...options, destroy, validate: (member) => !discarded.has(member) && validate(member) });
    this.#discarded = discarded;
    this.#close = destroy;
  }

  /** Members that nobody uses. */
  get available(): T[] {
    return this.free.map(({ resource }) => resource);
  }

  /** Called by `tarn` itself. */
  override check(): void {
    super.check();
    this.lastCleanup = new Date();
  }

  /** Takes a member out, in use or not, and closes it; another one may take its place. */
  discard(member: T): void {
    this.#discarded.add(member);
    // Whoever waits finds it not to be valid, and gets another one.
    this.release(member);
    const index = this.free.findIndex(({ resource }) => resource === member);
    if (index < 0) return;
    this.free.splice(index, 1).forEach((taken) => taken.settle());
    const closing = this.#close(member).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  /** Closes all members once none is in use. */
  override async destroy(): ReturnType<Pool<T>['destroy']> {
    const outcome = await super.destroy();
    await Promise.all(this.#closing);
    return outcome;
  }
}
