import {
  context as contexts,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Tracer,
} from '@opentelemetry/api';
import type { RedisPoolEvents, RedisPoolEventMap } from '../../connections/redis-pool.events.js';
import { operationAttributes, outcomeAttributes, type PoolTargets } from './semantic-attributes.js';

/** What {@link recordSpans} needs of the events. */
export type TracedEvents = Pick<RedisPoolEvents, 'on' | 'captureContext'>;

/** Gives commands spans of kind client, made when they have ended: below the span their caller was in. */
export function recordSpans(
  tracer: Tracer,
  events: TracedEvents,
  targets: PoolTargets,
  requireParentSpan: boolean,
): () => void {
  const capture = (): Context => contexts.active();
  events.captureContext = capture;
  const stop = events.on('command', (event) => {
    const parent = contextOf(event);
    if (requireParentSpan && trace.getSpanContext(parent) === undefined) return;
    const operation = event.command.toUpperCase();
    const { attributes, address } = targets.of(event.pool);
    const endedAt = Date.now();
    const span = tracer.startSpan(
      address === undefined ? operation : `${operation} ${address}`,
      {
        kind: SpanKind.CLIENT,
        startTime: endedAt - event.durationMs,
        attributes: {
          ...attributes,
          ...operationAttributes(operation),
          ...outcomeAttributes(event, event.errorType),
        },
      },
      parent,
    );
    if (event.outcome !== 'answered') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endedAt);
  });
  return () => {
    stop();
    if (events.captureContext === capture) events.captureContext = undefined;
  };
}

function contextOf({ context }: RedisPoolEventMap['command']): Context {
  return isContext(context) ? context : ROOT_CONTEXT;
}

function isContext(value: unknown): value is Context {
  return typeof value === 'object' && value !== null && 'getValue' in value;
}
