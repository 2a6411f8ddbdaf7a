import type { LoggerService } from '@nestjs/common';

/** For tests that provoke what the library would log. */
export const silentLogger: LoggerService = { log: () => {}, warn: () => {}, error: () => {} };
