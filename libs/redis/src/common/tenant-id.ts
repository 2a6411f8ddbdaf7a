declare const tenantIdBrand: unique symbol;

/**
 * A tenant id that has been validated (`parseTenantId`). Key builders accept nothing else, so that no unchecked
 * text can become the first segment of a key.
 */
export type TenantId = string & { readonly [tenantIdBrand]: true };
