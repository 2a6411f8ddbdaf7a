/** Injection token of the LoggerService the library writes to (`options.logger`, else Nest's own). */
export const LIBRARY_LOGGER = Symbol('tenantry:logger');
