import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';

/** Most fields that one request may write. */
export const MAX_FIELDS = 100;

/** A JSON object whose properties are the fields of a record. */
export type Fields = Record<string, unknown>;

/**
 * Admits any JSON object with 1 to 100 named fields. What else a field may be called and hold, the repository says.
 */
@Injectable()
export class FieldsPipe implements PipeTransform<unknown, Fields> {
  /** @throws BadRequestException saying what was expected */
  transform(body: unknown): Fields {
    if (!isObject(body)) throw new BadRequestException('The body has to be a JSON object of fields.');
    const names = Object.keys(body);
    if (names.length === 0 || names.length > MAX_FIELDS) {
      throw new BadRequestException(
        `The body has to have 1 to ${MAX_FIELDS} fields, and has ${names.length}.`,
      );
    }
    if (names.includes('')) throw new BadRequestException('The name of a field may not be empty.');
    return body;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
