import type { LoggerService } from '@nestjs/common';

/** A line of the log, with its fields. */
export interface LogEntry {
  readonly level: 'log' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Keeps what is logged, with the structured fields. */
export class RecordedLog implements LoggerService {
  readonly entries: LogEntry[] = [];

  log(message: unknown, ...rest: unknown[]): void {
    this.#keep('log', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#keep('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#keep('error', message, rest);
  }

  /** Messages of one level, or of all, that match. */
  messages(pattern: RegExp, level?: LogEntry['level']): string[] {
    return this.entries
      .filter((entry) => pattern.test(entry.message) && (level === undefined || entry.level === level))
      .map(({ message }) => message);
  }

  #keep(level: LogEntry['level'], message: unknown, rest: readonly unknown[]): void {
    const fields = Object.assign({}, ...rest.filter((value) => typeof value === 'object'));
    this.entries.push({ level, message: String(message), fields });
  }
}
