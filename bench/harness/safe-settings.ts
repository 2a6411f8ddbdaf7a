/** Settings of ioredis for rivals: safe in production and fast: a time limit, nothing sent twice, automatic pipelines. */
export const SAFE_SETTINGS = {
  enableAutoPipelining: true,
  commandTimeout: 5_000,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
};
