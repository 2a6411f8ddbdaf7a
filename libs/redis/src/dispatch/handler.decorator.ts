import { InvalidArgumentError } from '../common/invalid-argument.error.js';

/**
 * Decorator that declares a method to be a handler. It may stand on one method several times, each with a declaration
 * of its own. It only writes metadata, under `key`; `HandlerExplorer` finds it there. A subclass inherits its
 * parent's handlers; one that overrides a method declares it again, or it is no handler.
 *
 * @throws InvalidArgumentError, when the class is loaded, if the method is static: there is no host to call it on
 */
export function declareHandler(key: symbol, declaration: object): MethodDecorator {
  return (target, methodName, descriptor) => {
    if (typeof target === 'function') {
      const name = `${target.name}.${String(methodName)}`;
      throw new InvalidArgumentError(name, 'a handler that is a method of instances', 'a static method');
    }
    const method = (descriptor as PropertyDescriptor).value as object;
    // Decorators run from the innermost to the outermost: the list reads as the source does.
    Reflect.defineMetadata(key, [declaration, ...handlerDeclarations(key, method)], method);
  };
}

/** What was declared about a method under `key`, outermost decorator first. */
export function handlerDeclarations(key: symbol, method: object): readonly unknown[] {
  return (Reflect.getMetadata(key, method) as readonly unknown[] | undefined) ?? [];
}
