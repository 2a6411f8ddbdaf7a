import { UnsupportedValueError } from './codec.errors.js';
import { MAX_DEPTH } from './codec-limits.js';
import { isModelClass, ModelSchema, type NestedModel, type PropertyType } from './model-schema.js';
import { isPlainJson } from './plain-json.js';
import { childPath } from './value-path.js';
import {
  bigintProblem,
  dateProblem,
  numberProblem,
  objectProblem,
  unsupportedProblem,
} from './value-problems.js';
import type { WireStyle } from './wire-style.js';

/** Whether JSON.stringify would ask the object for its JSON form. */
export function hasToJson(value: object): value is { toJSON(key: string): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

/**
 * JSON of an array, a plain object or a model. Unlike JSON.stringify it writes bigints, refuses whatever would be
 * lost, and writes the booleans of models as `"1"` and `"0"`.
 *
 * @param path where the value stands, for errors
 * @throws UnsupportedValueError naming the path of what cannot be stored
 */
export function writeJson(value: object, path: string, style: WireStyle): string {
  if (style.matchesJsonStringify && isPlainJson(value)) return JSON.stringify(value);
  return new JsonWriter(path, style).write(value);
}

class JsonWriter {
  readonly #path: string;
  readonly #style: WireStyle;
  /** The containers around the value being written, and the key it has in each. */
  readonly #containers: object[] = [];
  readonly #keys: (string | number)[] = [];
  #depth = 0;
  #modelsAround = 0;

  constructor(path: string, style: WireStyle) {
    this.#path = path;
    this.#style = style;
  }

  /** Of a value that is a model, its own class says which booleans reading will restore. */
  write(value: object): string {
    const model: unknown = isInstance(value) ? value.constructor : undefined;
    return this.#container(value, isModelClass(model) ? { kind: 'model', model } : undefined);
  }

  /** Undefined for what JSON leaves out of objects. */
  #value(value: unknown, type: PropertyType | undefined): string | undefined {
    switch (typeof value) {
      case 'string':
        return JSON.stringify(value);
      case 'number':
        this.#refuseIf(numberProblem(value));
        return this.#style.number(value);
      case 'boolean':
        return this.#boolean(value, type);
      case 'bigint':
        this.#refuseIf(bigintProblem(value));
        return value.toString();
      case 'undefined':
        return undefined;
      case 'object':
        return value === null ? 'null' : this.#object(value, type);
      default:
        return this.#refuse(unsupportedProblem(value));
    }
  }

  /** In the lossless codec a boolean becomes text only where reading with the model makes it a boolean again. */
  #boolean(value: boolean, type: PropertyType | undefined): string {
    const asDigit = this.#style.modelBooleans === 'all' ? this.#modelsAround > 0 : type?.kind === 'boolean';
    if (asDigit) return value ? '"1"' : '"0"';
    return value ? 'true' : 'false';
  }

  #object(value: object, type: PropertyType | undefined): string | undefined {
    if (value instanceof Date) {
      this.#refuseIf(dateProblem(value));
      return JSON.stringify(this.#style.date(value));
    }
    if (!hasToJson(value)) return this.#container(value, type);
    const json = value.toJSON(String(this.#keys[this.#depth - 1]));
    return typeof json === 'object' && json !== null && !(json instanceof Date)
      ? this.#container(json, undefined)
      : this.#value(json, undefined);
  }

  #container(value: object, type: PropertyType | undefined): string {
    this.#refuseIf(objectProblem(value));
    if (this.#depth === MAX_DEPTH) this.#refuseDepth(value);
    this.#containers[this.#depth] = value;
    this.#depth += 1;
    const text = Array.isArray(value)
      ? this.#array(value, type)
      : this.#record(value, type?.kind === 'model' ? type : undefined);
    this.#depth -= 1;
    return text;
  }

  #array(items: readonly unknown[], type: PropertyType | undefined): string {
    const level = this.#depth - 1;
    let text = '';
    for (let i = 0; i < items.length; i++) {
      this.#keys[level] = i;
      if (i > 0) text += this.#style.itemSeparator;
      text += this.#value(items[i], type) ?? 'null';
    }
    return `[${text}]`;
  }

  #record(source: object, declared: NestedModel | undefined): string {
    const level = this.#depth - 1;
    const { itemSeparator, keySeparator } = this.#style;
    const isModel = isInstance(source);
    if (isModel) this.#modelsAround += 1;

    const discriminator = declared?.discriminator;
    const subType = discriminator?.subTypes.find(({ value }) => value === source.constructor);
    const model = subType?.value ?? declared?.model;
    const schema = model && ModelSchema.of(model);
    const members: string[] = [];
    if (discriminator && subType && !Object.hasOwn(source, discriminator.property)) {
      const { property } = discriminator;
      members.push(`${JSON.stringify(property)}${keySeparator}${JSON.stringify(subType.name)}`);
    }
    for (const [key, value] of Object.entries(source)) {
      this.#keys[level] = key;
      const text = this.#value(value, schema?.typeOf(key, source));
      if (text !== undefined) members.push(`${JSON.stringify(key)}${keySeparator}${text}`);
    }

    if (isModel) this.#modelsAround -= 1;
    return `{${members.join(itemSeparator)}}`;
  }

  #refuseIf(problem: string | undefined): void {
    if (problem !== undefined) this.#refuse(problem);
  }

  #refuse(problem: string): never {
    throw new UnsupportedValueError(this.#pathOf(this.#depth), problem);
  }

  #refuseDepth(value: object): never {
    const chain = [...this.#containers, value];
    const repeated = chain.findIndex((container, depth) => chain.indexOf(container) < depth);
    if (repeated < 0) this.#refuse(`it is nested more than ${MAX_DEPTH} levels deep`);
    throw new UnsupportedValueError(this.#pathOf(repeated), 'it contains itself');
  }

  #pathOf(depth: number): string {
    return this.#keys.slice(0, depth).reduce<string>(childPath, this.#path);
  }
}

/** Whether an object is of a class of its own: a model. */
function isInstance(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== null && !Array.isArray(value);
}
