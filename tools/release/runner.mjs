// Runs checks, some at a time, with a line for each.
import { availableParallelism } from 'node:os';

export class CheckRunner {
  #free;
  #waiting = [];
  #failures = [];
  #passed = 0;
  #wanted;

  /**
   * @param {object} [options]
   * @param {number} [options.parallel] checks at a time; by default one for each processor
   * @param {string} [options.only] part of the names of the checks that are wanted; preparations always run
   */
  constructor({ parallel = availableParallelism(), only } = {}) {
    this.#free = parallel;
    this.#wanted = only;
  }

  get failures() {
    return this.#failures;
  }

  get passed() {
    return this.#passed;
  }

  wants(name) {
    return this.#wanted === undefined || name.includes(this.#wanted);
  }

  /**
   * Runs a check when its turn comes.
   * @param {string} name
   * @param {() => Promise<string | undefined | void> | string | undefined | void} check says what it saw, or throws
   */
  async check(name, check) {
    if (!this.wants(name)) return;
    await this.prepare(name, check).catch(() => undefined);
  }

  /**
   * The same for what others need: rejects where it fails.
   * @template T
   * @param {string} name
   * @param {() => Promise<T> | T} step
   * @returns {Promise<T>}
   */
  async prepare(name, step) {
    await this.#turn();
    const started = performance.now();
    try {
      const result = await step();
      report('ok', started, name, typeof result === 'string' ? result : undefined);
      this.#passed += 1;
      return result;
    } catch (error) {
      report('FAILED', started, name);
      this.#failures.push({ name, error });
      throw error;
    } finally {
      this.#free += 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn() {
    if (this.#free === 0) await new Promise((resolve) => this.#waiting.push(resolve));
    this.#free -= 1;
  }
}

function report(result, started, name, detail) {
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(
    `${result.padEnd(6)} ${seconds.padStart(6)} s  ${name}${detail === undefined ? '' : ` (${detail})`}`,
  );
}
