import type { LoggerService } from '@nestjs/common';
import { isTemporary, messageOf, stackOf } from '../../batches/temporary-failure.js';
import { LOG_CONTEXT } from './worker-parts.js';

/**
 * Writes one line when Redis goes away (or refuses the worker) and one when triggers go on, however many partitions
 * notice.
 */
export class TriggerOutages {
  readonly #logger: LoggerService;
  readonly #affected = new Set<object>();
  readonly #said = new Set<string>();
  #since = 0;

  constructor(logger: LoggerService) {
    this.#logger = logger;
  }

  /** @param source who noticed; it stays affected until {@link TriggerOutages.recovered} is called for it */
  failed(source: object, error: unknown): void {
    if (this.#affected.size === 0) this.#since = performance.now();
    this.#affected.add(source);
    const kind = isTemporary(error) ? 'away' : messageOf(error);
    if (this.#said.has(kind)) return;
    this.#said.add(kind);
    if (isTemporary(error)) {
      this.#logger.warn(`Triggers wait until Redis is back: ${error.message}`, LOG_CONTEXT);
    } else {
      this.#logger.error(
        `Triggers wait, the worker goes on trying: ${messageOf(error)}`,
        stackOf(error),
        LOG_CONTEXT,
      );
    }
  }

  recovered(source: object): void {
    if (!this.#affected.delete(source) || this.#affected.size > 0) return;
    this.#said.clear();
    const seconds = Math.round((performance.now() - this.#since) / 1_000);
    this.#logger.log(`Triggers go on after about ${seconds} s.`, LOG_CONTEXT);
  }
}
