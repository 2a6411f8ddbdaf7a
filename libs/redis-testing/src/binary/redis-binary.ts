/** An executable of a Redis or Valkey installation. */
export interface RedisBinary {
  /** Absolute path. */
  readonly path: string;
  /** Variables it needs beside those of the caller: `LD_LIBRARY_PATH` for a private copy. */
  readonly env: Readonly<Record<string, string>>;
}

/** A server that has told its version. */
export interface RedisServerBinary extends RedisBinary {
  /** e.g. `7.0.15` */
  readonly version: string;
}
