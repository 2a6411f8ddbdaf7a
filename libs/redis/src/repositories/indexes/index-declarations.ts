import { namesOf, type IndexedFields, type ResolvedIndexes } from '../../config/index-options.js';

/** Which fields are indexed, in one application: what the options declare and what `TableRepository.of` adds. */
export class IndexDeclarations {
  /** Indexed fields of users. */
  readonly user: readonly string[];
  /** Indexed fields of handler states. */
  readonly handlers: readonly string[];
  /** Indexed fields of shared states. */
  readonly sharedState: readonly string[];
  readonly #tables: Map<string, readonly string[]>;

  constructor({ user, handlers, sharedState, tables }: ResolvedIndexes) {
    this.user = user;
    this.handlers = handlers;
    this.sharedState = sharedState;
    this.#tables = new Map(tables);
  }

  /** Indexed fields of a table. */
  table(name: string): readonly string[] {
    return this.#tables.get(name) ?? NO_FIELDS;
  }

  /** Adds to the indexed fields of a table, for every user of it in this application from now on. */
  declareTable(name: string, ...declarations: readonly IndexedFields[]): void {
    const known = this.table(name);
    const added = declarations.flatMap((fields) => namesOf(fields)).filter((field) => !known.includes(field));
    if (added.length > 0) this.#tables.set(name, [...known, ...new Set(added)]);
  }
}

const NO_FIELDS: readonly string[] = [];
