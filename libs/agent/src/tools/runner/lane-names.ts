/** Lanes that functions run in: work of users, tools, agents. */
export const FUNCTION_LANES = ['user', 'tool', 'agent'] as const;

/** A lane that functions run in. */
export type FunctionLane = (typeof FUNCTION_LANES)[number];

/** A lane; `worker` is that of the worker threads. */
export type LaneName = FunctionLane | 'worker';
