import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { tap, type Observable } from 'rxjs';
import { entityTag } from './entity-tag.js';

/** Sets the `ETag` of answers that say a thread's version. */
@Injectable()
export class EntityTagInterceptor implements NestInterceptor {
  constructor(@Inject(HttpAdapterHost) private readonly adapterHost: HttpAdapterHost) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response: unknown = context.switchToHttp().getResponse();
    return next.handle().pipe(
      tap((body: unknown) => {
        if (hasVersion(body)) this.adapterHost.httpAdapter.setHeader(response, 'ETag', entityTag(body));
      }),
    );
  }
}

function hasVersion(body: unknown): body is { readonly createdAt: Date; readonly version: number } {
  return typeof body === 'object' && body !== null && 'version' in body && 'createdAt' in body;
}
