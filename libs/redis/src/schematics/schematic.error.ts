/** A project that cannot be changed by itself: the message says why, and what to do by hand. */
export class SchematicError extends Error {
  override readonly name = 'SchematicError';
}
