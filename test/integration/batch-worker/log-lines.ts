import type { LoggerService } from '@nestjs/common';

/** Keeps what is logged, by level. */
export class LogLines implements LoggerService {
  readonly logs: string[] = [];
  readonly warnings: string[] = [];
  readonly errors: string[] = [];

  log(message: unknown): void {
    this.logs.push(String(message));
  }

  warn(message: unknown): void {
    this.warnings.push(String(message));
  }

  error(message: unknown): void {
    this.errors.push(String(message));
  }
}
