/** Injection token of the options of tools, checked and with their defaults. */
export const TOOLS_OPTIONS = Symbol('tenantry:tools-options');
