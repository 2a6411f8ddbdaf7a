import type { LoggerService } from '@nestjs/common';

/** Writes one line when Redis goes away and one when it is back, however many queues notice. */
export class OutageLog {
  readonly #affected = new Set<object>();
  #since = 0;

  constructor(private readonly logger: LoggerService) {}

  /** @param queue who noticed; it stays affected until {@link OutageLog.recovered} is called for it */
  failed(queue: object, error: Error): void {
    if (this.#affected.size === 0) {
      this.#since = performance.now();
      this.logger.warn(`Batches wait until Redis is back: ${error.message}`, 'BatchWorker');
    }
    this.#affected.add(queue);
  }

  recovered(queue: object): void {
    if (!this.#affected.delete(queue) || this.#affected.size > 0) return;
    const seconds = Math.round((performance.now() - this.#since) / 1_000);
    this.logger.log(`Batches go on; Redis was away for about ${seconds} s.`, 'BatchWorker');
  }
}
