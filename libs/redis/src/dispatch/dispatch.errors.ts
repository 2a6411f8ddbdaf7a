import { TENANTRY_ERROR_CODES } from '../common/error-codes.js';
import { TenantryError } from '../common/tenantry.error.js';
import { describeHandler, type HandlerMethod } from './handler-method.js';

/** Two handlers of one application claim the same work. The application does not start. */
export class DuplicateHandlerError extends TenantryError {
  /** @param subject what both handle, e.g. `batch queue billing/invoice/send` */
  constructor(subject: string, first: HandlerMethod<unknown>, second: HandlerMethod<unknown>) {
    const places = [describeHandler(first), describeHandler(second)];
    super(
      `The ${subject} has two handlers: ${places[0]} and ${places[1]}. ` +
        'Remove one of them; a class that two modules need is provided by one and exported to the other.',
      { code: TENANTRY_ERROR_CODES.DUPLICATE_HANDLER, details: { subject, handlers: places } },
    );
  }
}
