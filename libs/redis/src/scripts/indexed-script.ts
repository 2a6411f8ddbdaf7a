import type { IndexedKey } from './indexed-key.js';
import type { TtlArguments } from './ttl-arguments.js';
import { RedisScript, type ScriptArgument, type ScriptClient } from './redis-script.js';

/** The texts of a script that writes a record: one keeps indexes, the other has nothing to keep. */
export interface IndexedScriptSources {
  /** Includes `indexes`. */
  readonly indexed: string;
  /** Includes `no-indexes` in its place. */
  readonly plain: string;
}

/**
 * A script that writes a record and keeps its indexes. Most records have none: for those a text without that part is
 * run, because every run of a script defines its functions anew (a quarter of the server's time for a small write).
 */
export class IndexedScript<Result> {
  readonly #writesFields: boolean;
  readonly #indexed: RedisScript<Result>;
  readonly #plain: RedisScript<Result>;

  /** @param rest what the script's own arguments are; `'fields'`: the fields it writes, in turn with their texts */
  constructor(
    name: string,
    { indexed, plain }: IndexedScriptSources,
    resultOf: (reply: unknown) => Result,
    rest: 'fields' | 'other' = 'other',
  ) {
    this.#writesFields = rest === 'fields';
    this.#indexed = new RedisScript(name, 2, indexed, resultOf);
    this.#plain = new RedisScript(name, 1, plain, resultOf);
  }

  /**
   * Runs the script once, and keeps the record's indexes, wherever they are.
   * @param head arguments that stand before those of the indexes: the TTL rule
   * @param rest arguments that follow
   */
  run(
    client: ScriptClient,
    { keys, indexArguments, apart }: IndexedKey,
    head: TtlArguments,
    rest: readonly ScriptArgument[] = [],
  ): Promise<Result> {
    if (apart !== undefined) {
      return apart.around(client, head[1], this.#writesFields ? rest : [], () =>
        this.#plain.run(client, keys, [...head, ...rest]),
      );
    }
    return keys.length === 1
      ? this.#plain.run(client, keys, [...head, ...rest])
      : this.#indexed.run(client, keys, [...head, ...indexArguments, ...rest]);
  }
}
