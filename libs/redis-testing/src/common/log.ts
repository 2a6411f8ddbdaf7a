/** Receives progress for people, one line at a time. */
export type Log = (line: string) => void;

/** The default: stderr, so that a program's own output stays clean. */
export const logToStderr: Log = (line) => {
  process.stderr.write(`[redis-testing] ${line}\n`);
};
