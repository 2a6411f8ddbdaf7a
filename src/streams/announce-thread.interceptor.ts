import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { concatMap, type Observable } from 'rxjs';
import { ThreadEvents } from './thread-events.js';

/** Tells the followers of a thread that a request has written it, once it is written. */
@Injectable()
export class AnnounceThreadInterceptor implements NestInterceptor {
  constructor(@Inject(ThreadEvents) private readonly events: ThreadEvents) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, params } = context.switchToHttp().getRequest<{
      readonly method: string;
      readonly params: Readonly<Record<string, string | undefined>>;
    }>();
    if (method === 'GET') return next.handle();
    return next.handle().pipe(
      concatMap(async (body: unknown) => {
        const threadId = threadIdOf(body) ?? params['threadId'];
        if (threadId !== undefined) await this.events.publish(threadId, { type: 'changed' });
        return body;
      }),
    );
  }
}

/** The id of a thread that was created without one stands in the answer only. */
function threadIdOf(body: unknown): string | undefined {
  const isThread = typeof body === 'object' && body !== null && 'threadId' in body;
  return isThread && typeof body.threadId === 'string' ? body.threadId : undefined;
}
