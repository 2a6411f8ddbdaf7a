/** Where `metadata` of a message stands in LangChain's `additional_kwargs`: only tool messages have a place for it. */
export const METADATA_KEY = 'tenantry:metadata';
