/** No step found or fetched a server. The message lists what was tried and the ways out. */
export class RedisNotFoundError extends Error {
  readonly code = 'REDIS_NOT_FOUND';

  /** @param tried one line per step: `name: reason` */
  constructor(tried: readonly string[]) {
    super(
      [
        'No Redis server was found, and none could be fetched. Tried:',
        ...tried.map((line) => `  - ${line}`),
        'Ways out, any of them:',
        '  - install Redis 6.2 or newer: "apt-get install redis-server" or "brew install redis"',
        '  - name a server program: REDIS_SERVER_BIN=/path/to/redis-server',
        '  - for what needs one server only, name a running one: "docker compose up -d", then',
        '    REDIS_TEST_URL=redis://127.0.0.1:6379 (clusters and sentinels still need a server program)',
      ].join('\n'),
    );
    this.name = 'RedisNotFoundError';
  }
}
