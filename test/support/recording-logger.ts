import type { LoggerService } from '@nestjs/common';

/** Keeps the warnings it is given. */
export class RecordingLogger implements LoggerService {
  readonly warnings: string[] = [];

  log(): void {}

  error(): void {}

  warn(message: unknown): void {
    this.warnings.push(String(message));
  }
}
