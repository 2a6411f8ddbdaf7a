/** How a script treats the expiry of the record it writes: see `includes/ttl-rule.lua`. */
export type TtlMode = 'renew' | 'keep' | 'exact';

/** ARGV 1 and 2 of every writing script: the mode, and milliseconds or -1 for "never". */
export type TtlArguments = readonly [mode: TtlMode, milliseconds: number];
