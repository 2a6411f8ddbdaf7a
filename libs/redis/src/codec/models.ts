/**
 * A class that stored values are read back into: class-validator's decorators say which properties are booleans
 * and validate the instance, class-transformer's `@Type` names the classes of nested models and dates. Its
 * constructor is called without arguments.
 */
export type ModelClass<T extends object = object> = new (...args: never[]) => T;

/** Models by field. */
export type ModelMap = Readonly<Record<string, ModelClass>>;

/**
 * A record read with `models`: fields with a model are instances (null if null is stored, absent if the field is
 * not there), the others are unknown.
 */
export type RecordOf<M extends ModelMap | undefined> = Record<string, unknown> & ModelFields<M>;

type ModelFields<M> = M extends ModelMap
  ? string extends keyof M
    ? unknown
    : { -readonly [F in keyof M]?: InstanceType<M[F]> | null }
  : unknown;
