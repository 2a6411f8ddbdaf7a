/** Injection tokens of the tenancy layer; resolved options and collaborators, not for applications. */
export const TENANCY_OPTIONS = Symbol('tenantry:tenancy-options');
export const REPOSITORY_RUNTIME = Symbol('tenantry:repository-runtime');
export const INJECTION_MODE = Symbol('tenantry:injection-mode');
