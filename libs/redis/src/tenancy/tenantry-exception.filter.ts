import {
  Catch,
  HttpStatus,
  Inject,
  Injectable,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TenantryError } from '../common/tenantry.error.js';

/**
 * Answers the library's errors over HTTP as `{ statusCode, error, message }` with `error` the stable code.
 * The caller's own mistakes (4xx) are not logged as failures; of everything else the client learns only the
 * status and the code. Optional: without it Nest's default filter answers the same status.
 *
 * ```ts
 * providers: [{ provide: APP_FILTER, useClass: TenantryExceptionFilter }]
 * ```
 */
@Injectable()
@Catch(TenantryError)
export class TenantryExceptionFilter implements ExceptionFilter<TenantryError> {
  readonly #logger = new Logger(TenantryExceptionFilter.name);

  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  catch(error: TenantryError, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const { httpAdapter } = this.adapterHost;
    const response: unknown = host.switchToHttp().getResponse();
    if (!error.expose) this.#logger.error(error);
    if (httpAdapter.isHeadersSent(response)) {
      httpAdapter.end(response);
      return;
    }
    const message = error.expose ? error.message : describeStatus(error.statusCode);
    httpAdapter.reply(
      response,
      { statusCode: error.statusCode, error: error.code, message },
      error.statusCode,
    );
  }
}

const SERVICE_UNAVAILABLE: number = HttpStatus.SERVICE_UNAVAILABLE;

function describeStatus(status: number): string {
  return status === SERVICE_UNAVAILABLE ? 'Service temporarily unavailable' : 'Internal server error';
}
