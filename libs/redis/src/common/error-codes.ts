/**
 * Every error code of the library, one per error class. Codes are stable: match on them (or on the class),
 * never on the message text.
 */
export const TENANTRY_ERROR_CODES = {
  /** A module option is missing, unknown or out of range. */
  INVALID_CONFIGURATION: 'INVALID_CONFIGURATION',
  /** A service registry did not name the servers of a pool. */
  SERVICE_LOOKUP_FAILED: 'SERVICE_LOOKUP_FAILED',
  /** A pool alias that no configuration source names. */
  UNKNOWN_POOL: 'UNKNOWN_POOL',
  /** A pool could not be reached while the application was starting. */
  POOL_STARTUP_FAILED: 'POOL_STARTUP_FAILED',
  /** A command was never sent because the pool has no connection. */
  POOL_UNAVAILABLE: 'POOL_UNAVAILABLE',
  /** A command was refused at once, because too many before it failed. */
  CIRCUIT_OPEN: 'CIRCUIT_OPEN',
  /** A command was written, the connection was lost, and nobody knows whether it ran. */
  COMMAND_OUTCOME_UNKNOWN: 'COMMAND_OUTCOME_UNKNOWN',
  /** A command got no reply within the pool's command timeout. */
  COMMAND_TIMEOUT: 'COMMAND_TIMEOUT',
  /** A write ran on the primary, and too few replicas confirmed it in time. */
  REPLICATION_TIMEOUT: 'REPLICATION_TIMEOUT',
  /** One or more commands of a pipeline or transaction failed. */
  BATCH_FAILED: 'BATCH_FAILED',
  /** A watched key changed before EXEC: the transaction changed nothing. */
  TRANSACTION_ABORTED: 'TRANSACTION_ABORTED',
  /** Watched keys changed at every attempt: none of the transactions changed anything. */
  TRANSACTION_CONFLICT: 'TRANSACTION_CONFLICT',
  /** All dedicated connections of a pool were in use for too long. */
  CONNECTION_WAIT_TIMEOUT: 'CONNECTION_WAIT_TIMEOUT',
  /** A dedicated connection was used after it had been given back. */
  CONNECTION_RETURNED: 'CONNECTION_RETURNED',
  /** The keys of a batch are not in one slot of the cluster. */
  CROSS_SLOT: 'CROSS_SLOT',
  /** A command that would change the state of a connection which other callers share. */
  SHARED_CONNECTION: 'SHARED_CONNECTION',
  /** A repository was used although no tenant is known. */
  MISSING_TENANT: 'MISSING_TENANT',
  /** A tenant id does not have the permitted form. */
  INVALID_TENANT: 'INVALID_TENANT',
  /** The application refused the tenant (`tenancy.authorize`). */
  TENANT_REFUSED: 'TENANT_REFUSED',
  /** A repository of one tenant was used inside the context of another. */
  TENANT_MISMATCH: 'TENANT_MISMATCH',
  /** A tenant was already assigned to the running context, and it is another one. */
  TENANT_ALREADY_ASSIGNED: 'TENANT_ALREADY_ASSIGNED',
  /** An operation needs the user of the running context, and there is none. */
  MISSING_USER: 'MISSING_USER',
  /** An id or another part of a key is empty, too long or not valid text. */
  INVALID_KEY_PART: 'INVALID_KEY_PART',
  /** A value cannot be stored without loss. */
  UNSUPPORTED_VALUE: 'UNSUPPORTED_VALUE',
  /** A stored value does not satisfy the model it is read with. */
  MODEL_VALIDATION: 'MODEL_VALIDATION',
  /** An argument of a call is out of range (TTL, limit, amount). */
  INVALID_ARGUMENT: 'INVALID_ARGUMENT',
  /** The key exists and holds another Redis type. */
  WRONG_TYPE: 'WRONG_TYPE',
  /** The field holds a value that the operation cannot work on. */
  FIELD_TYPE: 'FIELD_TYPE',
  /** Items are queued, but their tenant could not be marked as pending. */
  TENANT_NOT_MARKED: 'TENANT_NOT_MARKED',
  /** Two handlers of one application claim the same work. */
  DUPLICATE_HANDLER: 'DUPLICATE_HANDLER',
  /** Records were searched by a field without an index. */
  FIELD_NOT_INDEXED: 'FIELD_NOT_INDEXED',
  /** The result of an increment cannot be held exactly: beyond 2^53 for a number, beyond 64 bits for a bigint. */
  NUMBER_RANGE: 'NUMBER_RANGE',
  /** A thread to be changed does not exist. */
  AGENT_STATE_NOT_FOUND: 'AGENT_STATE_NOT_FOUND',
  /** A thread to be created exists already. */
  AGENT_STATE_EXISTS: 'AGENT_STATE_EXISTS',
  /** A thread was changed since the version that the caller has read. */
  AGENT_STATE_CONFLICT: 'AGENT_STATE_CONFLICT',
  /** Messages came faster than a subscription was read. */
  CHANNEL_OVERFLOW: 'CHANNEL_OVERFLOW',
  /** The input of a tool is not what the tool declares. */
  TOOL_INPUT: 'TOOL_INPUT',
  /** A tool in a worker thread threw an error. */
  TOOL_FAILED: 'TOOL_FAILED',
  /** The worker thread of a tool ended before the tool did. */
  TOOL_CRASHED: 'TOOL_CRASHED',
  /** A tool, or another function in a lane, did not finish in time. */
  RUN_TIMEOUT: 'RUN_TIMEOUT',
  /** As many wait for a lane of the tool runner as may. */
  LANE_FULL: 'LANE_FULL',
  /** The application stops: the tool runner starts nothing any more. */
  RUNNER_STOPPED: 'RUNNER_STOPPED',
  /** The server refused a command for another reason (ACL, memory, read-only). */
  COMMAND_REFUSED: 'COMMAND_REFUSED',
} as const;

/** One of {@link TENANTRY_ERROR_CODES}. */
export type TenantryErrorCode = (typeof TENANTRY_ERROR_CODES)[keyof typeof TENANTRY_ERROR_CODES];
