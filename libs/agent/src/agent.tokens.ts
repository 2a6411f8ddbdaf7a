/** Injection token of the options after merging and checking; not for applications. */
export const AGENT_OPTIONS = Symbol('tenantry:agent-options');
