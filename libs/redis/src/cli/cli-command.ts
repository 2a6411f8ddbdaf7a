/** Where a command writes: one call is one line, without its line break. */
export interface CliOutput {
  /** A line of the result (standard output). */
  out(line: string): void;
  /** A line about a problem or about progress (standard error). */
  err(line: string): void;
  /** Aborted when the program is asked to end (Ctrl+C, SIGTERM). @default never */
  readonly signal?: AbortSignal;
}

/** A command of the `tenantry` program. */
export interface CliCommand {
  /** The word that selects it: `tenantry <name>`. */
  readonly name: string;
  /** What it does, in one line: shown by `tenantry --help`. */
  readonly summary: string;
  /** How it is called, with its options: shown by `tenantry <name> --help`. */
  readonly usage: string;
  /**
   * Runs the command.
   * @param args the arguments after the command's name
   * @returns the exit code: 0 all is well, 1 it is not, 2 the arguments make no sense
   */
  run(args: readonly string[], io: CliOutput): Promise<number>;
}
