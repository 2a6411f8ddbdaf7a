import type { WireError } from '../worker/bridge.messages.js';

const ERROR_CLASSES: ReadonlyMap<string, ErrorConstructor> = new Map(
  [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((type) => [type.name, type]),
);

/** An error that crossed between threads: of its own class where the language defines it. */
export function reviveError({ name, message, stack, code, cause }: WireError): Error {
  const ErrorClass = ERROR_CLASSES.get(name) ?? Error;
  const error = new ErrorClass(message, cause === undefined ? undefined : { cause: reviveError(cause) });
  return Object.assign(
    error,
    { name },
    stack === undefined ? {} : { stack },
    code === undefined ? {} : { code },
  );
}
