import 'reflect-metadata';
import type { ModelClass } from '@tenantry/redis';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

/** A JSON Schema. */
export type JsonSchema = Record<string, unknown>;

type Validation = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** What one decorator of class-validator says of the values it admits; the others only narrow them further. */
const KEYWORDS: Readonly<Record<string, (constraints: readonly unknown[]) => JsonSchema>> = {
  isString: () => ({ type: 'string' }),
  isNotEmpty: () => ({}),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isDateString: () => ({ type: 'string', format: 'date-time' }),
  isIso8601: () => ({ type: 'string', format: 'date-time' }),
  isNumber: () => ({ type: 'number' }),
  isInt: () => ({ type: 'integer' }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  isNegative: () => ({ exclusiveMaximum: 0 }),
  isBoolean: () => ({ type: 'boolean' }),
  isArray: () => ({ type: 'array' }),
  isObject: () => ({ type: 'object' }),
  min: ([minimum]) => ({ minimum }),
  max: ([maximum]) => ({ maximum }),
  minLength: ([minLength]) => ({ minLength }),
  maxLength: ([maxLength]) => ({ maxLength }),
  isLength: ([minLength, maxLength]) => (maxLength === undefined ? { minLength } : { minLength, maxLength }),
  arrayMinSize: ([minItems]) => ({ minItems }),
  arrayMaxSize: ([maxItems]) => ({ maxItems }),
  isIn: ([values]) => ({ enum: values }),
  isEnum: ([_entity, values]) => ({ enum: values }),
  matches: ([pattern]) => (pattern instanceof RegExp ? { pattern: pattern.source } : {}),
};

/**
 * JSON Schema of a class with class-validator's decorators. Nested models are found by the type of their property; the
 * items of a list of models are any objects.
 */
export function jsonSchemaOf(model: ModelClass): JsonSchema {
  const validations = validationsOf(model);
  const properties = [...new Set(validations.map(({ propertyName }) => propertyName))];
  const of = (property: string): Validation[] =>
    validations.filter(({ propertyName }) => propertyName === property);
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map((name) => [name, propertySchema(model, name, of(name))])),
    required: properties.filter((name) => !of(name).some(mayBeAbsent)),
    additionalProperties: false,
  };
}

function validationsOf(model: ModelClass): Validation[] {
  return getMetadataStorage().getTargetValidationMetadatas(model, '', true, false);
}

/** `@IsOptional` and `@ValidateIf`. */
function mayBeAbsent({ type }: Validation): boolean {
  return type === ValidationTypes.CONDITIONAL_VALIDATION;
}

function propertySchema(model: ModelClass, property: string, validations: readonly Validation[]): JsonSchema {
  const own = keywordsOf(validations.filter(({ each }) => !each));
  const ofItems = validations.filter(({ each }) => each);
  if (ofItems.length === 0 && own['type'] !== 'array') return { ...own, ...nestedSchema(model, property) };
  const isModels = ofItems.some(({ type }) => type === ValidationTypes.NESTED_VALIDATION);
  return { ...own, type: 'array', items: isModels ? { type: 'object' } : keywordsOf(ofItems) };
}

function keywordsOf(validations: readonly Validation[]): JsonSchema {
  const known = validations.map(({ name = '', constraints }) => KEYWORDS[name]?.(constraints ?? []) ?? {});
  return Object.assign({}, ...known) as JsonSchema;
}

function nestedSchema(model: ModelClass, property: string): JsonSchema {
  const type: unknown = Reflect.getMetadata('design:type', model.prototype, property);
  return isModelClass(type) ? jsonSchemaOf(type) : {};
}

function isModelClass(type: unknown): type is ModelClass {
  return typeof type === 'function' && validationsOf(type as ModelClass).length > 0;
}
