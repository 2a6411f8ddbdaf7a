/**
 * For handlers to throw when another attempt would be of no use: the trigger becomes a dead letter at once.
 * ```ts
 * if (user === null) throw new UnrecoverableError(`User ${identifier} is gone.`);
 * ```
 */
export class UnrecoverableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnrecoverableError';
  }
}
