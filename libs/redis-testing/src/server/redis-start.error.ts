/** A server program ended, or did not answer, while it was being started. The message ends with its output. */
export class RedisStartError extends Error {
  readonly code = 'REDIS_START_FAILED';

  constructor(
    readonly port: number,
    what: string,
    output: string,
  ) {
    super(`Redis on port ${port} ${what}. Its output:\n${output || '(none)'}`);
    this.name = 'RedisStartError';
  }

  /** Another process took the port between choosing and using it. */
  get portTaken(): boolean {
    return this.message.includes('Address already in use');
  }
}
