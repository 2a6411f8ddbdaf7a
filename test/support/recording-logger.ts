import type { LoggerService } from '@nestjs/common';

/** Keeps what is logged, by level. */
export class RecordingLogger implements LoggerService {
  readonly logs: string[] = [];
  readonly warnings: string[] = [];
  readonly errors: string[] = [];
  /** The context of each warning. */
  readonly warningContexts: unknown[] = [];

  log(message: unknown): void {
    this.logs.push(String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.warnings.push(String(message));
    this.warningContexts.push(rest.at(-1));
  }

  error(message: unknown): void {
    this.errors.push(String(message));
  }
}
