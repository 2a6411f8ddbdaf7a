/** Injection token of the configuration after merging and checking. */
export const RESOLVED_CONFIG = Symbol('tenantry:resolved-config');
