import { validateSync, type ValidationError } from 'class-validator';
import { ModelValidationError, type ModelFailure } from './codec.errors.js';
import { ModelSchema, type NestedModel, type PropertyType } from './model-schema.js';
import type { ModelClass } from './models.js';
import { restoreBoolean, restoreDate, restoreNumber, restoreText } from './stored-property.js';
import { childPath } from './value-path.js';

const VALIDATION = {
  // As Nest's ValidationPipe: classes without validators are not an error.
  forbidUnknownValues: false,
  // Neither stored values nor messages made of them.
  validationError: { target: false, value: false },
  dismissDefaultMessages: true,
};

const ARRAY_INDEX = /^\d+$/;

/**
 * An instance of `model` with the properties of a stored object. Booleans come back from `"1"` and `"0"` where
 * the model declares them, dates and nested models where `@Type` or the type annotation does.
 *
 * @throws ModelValidationError if `stored` is not an object or the instance is not valid
 */
export function readModel<T extends object>(stored: unknown, model: ModelClass<T>, field: string): T {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) {
    throw new ModelValidationError(field, model.name, [{ path: field, constraints: ['isObject'] }]);
  }
  const instance = instantiate(stored, model);
  validate(instance, model, field);
  return instance;
}

/**
 * One property of a model, restored and validated as {@link readModel} does it.
 *
 * @param record what the property belongs to, for errors
 * @throws ModelValidationError if the value does not satisfy what the model says about the property
 */
export function readModelProperty<T extends object, P extends Extract<keyof T, string>>(
  stored: unknown,
  model: ModelClass<T>,
  property: P,
  record: string,
): NonNullable<T[P]> {
  const instance = instantiate({ [property]: stored }, model);
  const errors = validationErrors(instance, model, record).filter((error) => error.property === property);
  if (errors.length > 0) throw new ModelValidationError(record, model.name, failuresOf(errors, record));
  return Reflect.get(instance, property) as NonNullable<T[P]>;
}

function instantiate<T extends object>(stored: object, model: ModelClass<T>, ignored?: string): T {
  const schema = ModelSchema.of(model);
  const instance = new model();
  for (const [property, value] of Object.entries(stored)) {
    // Stored data never replaces what comes from the class: methods, `constructor`, `__proto__`.
    if (property === ignored || property in model.prototype) continue;
    Reflect.set(instance, property, restore(value, schema.typeOf(property, stored)));
  }
  return instance;
}

function restore(stored: unknown, type: PropertyType | undefined): unknown {
  if (type === undefined || stored === null) return stored;
  if (Array.isArray(stored)) return stored.map((item) => restore(item, type));
  switch (type.kind) {
    case 'boolean':
      return restoreBoolean(stored);
    case 'date':
      return restoreDate(stored);
    case 'number':
      return restoreNumber(stored);
    case 'text':
      return restoreText(stored);
    default:
      return typeof stored === 'object' ? restoreNested(stored, type) : stored;
  }
}

function restoreNested(stored: object, { model, discriminator }: NestedModel): object {
  if (discriminator === undefined) return instantiate(stored, model);
  const name: unknown = Reflect.get(stored, discriminator.property);
  const subType = discriminator.subTypes.find((candidate) => candidate.name === name);
  return instantiate(
    stored,
    subType?.value ?? model,
    discriminator.keep ? undefined : discriminator.property,
  );
}

function validate(instance: object, model: ModelClass, field: string): void {
  const errors = validationErrors(instance, model, field);
  if (errors.length > 0) throw new ModelValidationError(field, model.name, failuresOf(errors, field));
}

function validationErrors(instance: object, model: ModelClass, field: string): ValidationError[] {
  try {
    return validateSync(instance, VALIDATION);
  } catch (cause) {
    // A validator that cannot cope with the value has not accepted it.
    throw new ModelValidationError(field, model.name, [{ path: field, constraints: ['validation'] }], cause);
  }
}

function failuresOf(errors: readonly ValidationError[], parent: string): ModelFailure[] {
  return errors.flatMap((error) => {
    const { property, constraints, children = [] } = error;
    const path = childPath(parent, ARRAY_INDEX.test(property) ? Number(property) : property);
    const own = constraints === undefined ? [] : [{ path, constraints: Object.keys(constraints) }];
    return [...own, ...failuresOf(children, path)];
  });
}
