import type { LoggerService } from '@nestjs/common';
import { messageOf, stackOf } from '../common/thrown.js';
import { isTemporary } from '../connections/temporary-failure.js';

/** What an {@link OutageLog} speaks of. */
export interface OutageSubject {
  /** What waits, in the plural, at the beginning of a sentence. */
  readonly work: string;
  /** Context of the lines. */
  readonly context: string;
}

/**
 * Writes one line when Redis goes away (or refuses the worker) and one when the work goes on, however many parts of a
 * worker notice.
 */
export class OutageLog {
  readonly #affected = new Set<object>();
  readonly #said = new Set<string>();
  #since = 0;

  constructor(
    private readonly logger: LoggerService,
    private readonly subject: OutageSubject,
  ) {}

  /** @param source who noticed; it stays affected until {@link OutageLog.recovered} is called for it */
  failed(source: object, error: unknown): void {
    if (this.#affected.size === 0) this.#since = performance.now();
    this.#affected.add(source);
    const { work, context } = this.subject;
    const kind = isTemporary(error) ? 'away' : messageOf(error);
    if (this.#said.has(kind)) return;
    this.#said.add(kind);
    if (isTemporary(error)) {
      this.logger.warn(`${work} wait until Redis is back: ${error.message}`, context);
    } else {
      this.logger.error(
        `${work} wait, the worker goes on trying: ${messageOf(error)}`,
        stackOf(error),
        context,
      );
    }
  }

  recovered(source: object): void {
    if (!this.#affected.delete(source) || this.#affected.size > 0) return;
    this.#said.clear();
    const seconds = Math.round((performance.now() - this.#since) / 1_000);
    this.logger.log(`${this.subject.work} go on after about ${seconds} s.`, this.subject.context);
  }
}
