import type { LoggerService } from '@nestjs/common';

const nothing = (): void => undefined;

/** The report says what there is to say. */
export const SILENT_LOGGER: LoggerService = { log: nothing, warn: nothing, error: nothing };
