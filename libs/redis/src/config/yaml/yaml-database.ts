import { describeType } from '../../common/describe.js';
import { describeIssues, joinPath } from '../find-problems.js';
import type { RedisPoolOptions } from '../pool-options.js';
import { isPoolOption, isTopology, poolOptionsSchema } from '../pool-options.schema.js';
import { DATABASE_FIELDS } from './database-fields.js';
import { camelCaseOf, snakeCaseOf } from './snake-case.js';

/** One database of the file, read. */
export interface YamlDatabase {
  /** Valid if there are no problems. */
  readonly options: RedisPoolOptions;
  /** Field that each option comes from: `{ commandTimeoutMs: 'socket_timeout' }`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly problems: readonly FieldProblem[];
  readonly ignored: readonly IgnoredField[];
}

export interface FieldProblem {
  /** Field, and what is below it: `port`, `nodes[0].port`; empty: the database as a whole. */
  readonly path: string;
  /** The field alone. */
  readonly field: string | undefined;
  readonly problem: string;
}

export interface IgnoredField {
  readonly field: string;
  readonly reason: string;
}

/** Reads what the file says about the database of this name. `null` is absent, as in Python. */
export function readYamlDatabase(name: string, content: unknown): YamlDatabase {
  if (content === null || content === undefined) return new DatabaseReader(name, {}).read();
  if (typeof content === 'object' && !Array.isArray(content)) return new DatabaseReader(name, content).read();
  const problem = `expected the fields of a database, got ${describeType(content)}`;
  return { options: {}, fields: {}, problems: [{ path: '', field: undefined, problem }], ignored: [] };
}

class DatabaseReader {
  readonly #topology: unknown;
  readonly #options: Record<string, unknown> = {};
  readonly #fields: Record<string, string> = {};
  readonly #problems: FieldProblem[] = [];
  readonly #ignored: IgnoredField[] = [];

  constructor(
    private readonly name: string,
    private readonly content: object,
  ) {
    this.#topology = Reflect.get(content, 'topology') ?? undefined;
  }

  read(): YamlDatabase {
    if (isTopology(this.#topology)) {
      for (const [field, value] of Object.entries(this.content)) {
        if (value !== null) this.#readField(field, value);
      }
    } else {
      this.#options['topology'] = this.#topology;
    }
    this.#validate();
    return {
      options: this.#options,
      fields: this.#fields,
      problems: this.#problems,
      ignored: this.#ignored,
    };
  }

  #readField(field: string, value: unknown): void {
    if (Object.hasOwn(DATABASE_FIELDS, field)) {
      this.#readDatabaseField(field, value);
    } else if (field === 'name' && this.#topology !== 'sentinel') {
      if (value !== this.name) this.#report(field, 'expected the name that the database stands under');
    } else {
      const option = camelCaseOf(field);
      if (option !== undefined && isPoolOption(this.#topology, option)) this.#set(field, option, value);
      else this.#report(field, 'expected a field of a database, got an unknown one');
    }
  }

  #readDatabaseField(field: string, value: unknown): void {
    const { schema, options, ignored } = DATABASE_FIELDS[field] ?? {};
    const issues = schema === undefined ? [] : describeIssues(schema, value);
    for (const { path, problem } of issues) this.#report(joinPath(field, path), problem, field);
    if (issues.length > 0) return;
    const reason = ignored?.(value);
    if (reason !== undefined) this.#ignored.push({ field, reason });
    for (const [option, setting] of Object.entries(options?.(value) ?? {})) this.#set(field, option, setting);
  }

  #set(field: string, option: string, value: unknown): void {
    const other = this.#fields[option];
    if (other !== undefined) {
      this.#report(field, `expected nothing, because "${other}" says it`);
      return;
    }
    this.#options[option] = value;
    this.#fields[option] = field;
  }

  #validate(): void {
    for (const { path, problem } of describeIssues(poolOptionsSchema, this.#options)) {
      const [option = '', ...rest] = path;
      const field = this.#fields[String(option)] ?? snakeCaseOf(String(option));
      this.#report(joinPath(field, rest), problem, field);
    }
  }

  #report(path: string, problem: string, field = path): void {
    this.#problems.push({ path, field: field === '' ? undefined : field, problem });
  }
}
