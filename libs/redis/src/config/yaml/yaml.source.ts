import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeType } from '../../common/describe.js';
import {
  NO_DESCRIPTIONS,
  type ConfigSource,
  type PoolDescription,
  type PoolDescriptions,
} from '../config-source.js';
import type { ConfigurationProblem } from '../configuration.errors.js';
import { findProblems } from '../find-problems.js';
import { aliasSchema } from '../option-schemas.js';
import { parseYaml, type YamlDocument } from './yaml-document.js';
import { readYamlDatabase } from './yaml-database.js';
import { readYamlText } from './yaml-text.js';

/** What is read where the options name no file; relative paths begin at the working directory. */
function defaultConfigFile(): string {
  return existsSync('/app') ? '/app/config/redis-databases.yaml' : './config/redis-databases.yaml';
}

/** Keys of parts that are only there to be referred to: `x-server: &server { host: cache }`. */
const ANCHORS_KEY = /^x-/;

/**
 * A YAML file in the shape of the seed `connection-manager-design`: `databases: { name: { db, host, ... } }`. Each
 * name is the alias of a pool. A file that the options name has to exist; the default one need not.
 */
export class YamlSource implements ConfigSource {
  readonly name: string;
  readonly #path: string;
  readonly #problems: ConfigurationProblem[] = [];
  /** Aliases by what is ignored and why, so that sixteen databases do not make sixteen warnings of one. */
  readonly #ignored = new Map<string, string[]>();

  constructor(private readonly configFile: string | undefined) {
    this.#path = resolve(configFile ?? defaultConfigFile());
    this.name = `yaml ${this.#path}`;
  }

  /** To be called once. */
  read(): PoolDescriptions {
    const content = readYamlText(this.#path);
    if ('problem' in content) {
      if (content.missing && this.configFile === undefined) return NO_DESCRIPTIONS;
      return this.#unreadable([{ line: undefined, problem: content.problem }]);
    }
    const parsed = parseYaml(content.text);
    if ('problems' in parsed) return this.#unreadable(parsed.problems);
    const databases = this.#databases(parsed.document);
    const pools = databases.map(([alias, database]): [string, PoolDescription] => [
      alias,
      this.#describe(alias, database, parsed.document),
    ]);
    return {
      shared: undefined,
      pools: new Map(pools),
      problems: this.#problems,
      incomplete: this.#problems.length > 0,
      warnings: databases.length === 0 ? this.#emptyWarning() : this.#ignoredWarnings(),
    };
  }

  #databases(document: YamlDocument): [string, unknown][] {
    const root = document.value ?? {};
    if (!isObject(root)) {
      this.#report('configFile', `expected an object with "databases", got ${describeType(root)}`, 1);
      return [];
    }
    for (const key of Object.keys(root)) {
      if (key === 'databases' || ANCHORS_KEY.test(key)) continue;
      this.#report(key, 'expected "databases" only, or keys that begin with "x-"', document.lineOf([key]));
    }
    const databases = Reflect.get(root, 'databases') ?? {};
    const line = document.lineOf(['databases']);
    if (!isObject(databases)) {
      this.#report(
        'databases',
        `expected an object from name to database, got ${describeType(databases)}`,
        line,
      );
      return [];
    }
    return Object.entries(databases).filter(([alias]) => this.#isAlias(alias, document));
  }

  #isAlias(alias: string, document: YamlDocument): boolean {
    const source = this.#at(document.lineOf(['databases', alias]));
    const problems = findProblems(aliasSchema, alias, { path: `databases.${alias}`, source });
    this.#problems.push(...problems);
    return problems.length === 0;
  }

  #describe(alias: string, content: unknown, document: YamlDocument): PoolDescription {
    const path = `databases.${alias}`;
    const { options, fields, problems, ignored } = readYamlDatabase(alias, content);
    for (const each of problems) {
      const line = document.lineOf(['databases', alias, ...(each.field === undefined ? [] : [each.field])]);
      this.#report(each.path === '' ? path : `${path}.${each.path}`, each.problem, line);
    }
    for (const { field, reason } of ignored) {
      const key = `${field} is ignored: ${reason}`;
      this.#ignored.set(key, [...(this.#ignored.get(key) ?? []), alias]);
    }
    const fieldPaths = Object.entries(fields).map(([option, field]) => [option, `${path}.${field}`]);
    return { options, source: this.name, path, fieldPaths: Object.fromEntries(fieldPaths) };
  }

  #unreadable(problems: readonly { line: number | undefined; problem: string }[]): PoolDescriptions {
    for (const { line, problem } of problems) this.#report('configFile', problem, line);
    return { ...NO_DESCRIPTIONS, problems: this.#problems, incomplete: true };
  }

  #emptyWarning(): string[] {
    const isUnexpected = this.configFile !== undefined && this.#problems.length === 0;
    return isUnexpected ? [`${this.#path} names no databases.`] : [];
  }

  #ignoredWarnings(): string[] {
    return [...this.#ignored].map(([what, aliases]) => `${what} (${this.name}: ${aliases.join(', ')}).`);
  }

  #report(path: string, problem: string, line: number | undefined): void {
    this.#problems.push({ path, problem, source: this.#at(line) });
  }

  #at(line: number | undefined): string {
    return line === undefined ? this.name : `${this.name}, line ${line}`;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
