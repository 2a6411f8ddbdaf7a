import { Injectable, type Type } from '@nestjs/common';

/** A singleton that handles events with a function: in messages it is `FunctionHandler.handle`. */
export function functionHandler<Event>(handles: MethodDecorator, handle: (event: Event) => unknown): Type {
  @Injectable()
  class FunctionHandler {
    @handles
    async handle(event: Event): Promise<void> {
      await handle(event);
    }
  }
  return FunctionHandler;
}
