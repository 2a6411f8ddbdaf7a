import 'reflect-metadata';
import type { DiscriminatorDescriptor, TypeMetadata, TypeOptions } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, IS_BOOLEAN } from 'class-validator';
import type { ModelClass } from './models.js';

/** A nested model, or several that a property of the stored object tells apart. */
export interface NestedModel {
  readonly kind: 'model';
  readonly model: ModelClass;
  readonly discriminator?: DiscriminatorDescriptor & { readonly keep: boolean };
}

/** What a property, or each item of a list, is declared to hold. */
export type PropertyType = NestedModel | { readonly kind: 'boolean' | 'date' | 'number' | 'text' };

/**
 * What the decorators of a model say about its properties. Of class-transformer's only `@Type` counts:
 * `@Exclude`, `@Expose` and `@Transform` shape HTTP bodies, never what is stored.
 */
export class ModelSchema {
  static readonly #known = new WeakMap<ModelClass, ModelSchema>();

  /** The schema of `model`, read from its decorators once. */
  static of(model: ModelClass): ModelSchema {
    let schema = ModelSchema.#known.get(model);
    if (schema === undefined) {
      schema = new ModelSchema(model);
      ModelSchema.#known.set(model, schema);
    }
    return schema;
  }

  /** Whether a property has a decorator of class-validator. */
  readonly isValidated: boolean;
  readonly #model: ModelClass;
  readonly #booleans: ReadonlySet<string>;

  private constructor(model: ModelClass) {
    const validations = getMetadataStorage().getTargetValidationMetadatas(model, '', true, false);
    this.isValidated = validations.length > 0;
    this.#model = model;
    this.#booleans = new Set(
      validations
        .filter((validation) => validation.name === IS_BOOLEAN)
        .map((validation) => validation.propertyName),
    );
  }

  /**
   * What `property` is declared to hold, as far as storage has to know.
   *
   * @param owner the object with the property, for `@Type` functions that look at it
   */
  typeOf(property: string, owner: object): PropertyType | undefined {
    if (this.#booleans.has(property)) return { kind: 'boolean' };
    const declared: Partial<TypeMetadata> | undefined = defaultMetadataStorage.findTypeMetadata(
      this.#model,
      property,
    );
    // `@Type()` without a function leaves the annotation to say it.
    if (declared?.typeFunction === undefined) return this.#reflectedType(property);
    const type: unknown = declared.typeFunction({ newObject: owner, object: Object(owner), property });
    return declaredType(type, declared.options);
  }

  /** The type annotation, which TypeScript emits for decorated properties. */
  #reflectedType(property: string): PropertyType | undefined {
    const type: unknown = Reflect.getMetadata('design:type', this.#model.prototype, property);
    if (type === Boolean) return { kind: 'boolean' };
    if (type === Date) return { kind: 'date' };
    return isModelClass(type) && ModelSchema.of(type).isValidated
      ? { kind: 'model', model: type }
      : undefined;
  }
}

function declaredType(type: unknown, options: TypeOptions = {}): PropertyType | undefined {
  const { discriminator, keepDiscriminatorProperty: keep = false } = options;
  switch (type) {
    case Boolean:
      return { kind: 'boolean' };
    case Date:
      return { kind: 'date' };
    case Number:
      return { kind: 'number' };
    case String:
      return { kind: 'text' };
    default:
      if (!isModelClass(type)) return undefined;
      return discriminator === undefined
        ? { kind: 'model', model: type }
        : { kind: 'model', model: type, discriminator: { ...discriminator, keep } };
  }
}

const NOT_A_MODEL: ReadonlySet<unknown> = new Set([Object, Array, Map, Set]);

export function isModelClass(type: unknown): type is ModelClass {
  return typeof type === 'function' && !NOT_A_MODEL.has(type);
}
