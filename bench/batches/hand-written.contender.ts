import { Redis } from 'ioredis';
import { SAFE_SETTINGS } from '../harness/safe-settings.js';
import type { Contender } from './contender.js';
import { CHUNK, type Job } from './jobs.js';

/**
 * The rival: ioredis by hand as the seeds do it, LRANGE and then LTRIM. Right only as long as there is a single
 * consumer that never dies between the two.
 */
export class HandWrittenContender implements Contender {
  readonly #redis: Redis;

  constructor(url: string) {
    this.#redis = new Redis(`${url}/10`, SAFE_SETTINGS);
  }

  async fill(queue: string, jobs: readonly Job[]): Promise<void> {
    await this.#redis.rpush(keyOf(queue), ...jobs.map((job) => JSON.stringify(job)));
    await this.#redis.sadd('hand:pending', queue);
  }

  async consume(queue: string, work: (job: Job) => void): Promise<number> {
    const texts = await this.#redis.lrange(keyOf(queue), 0, CHUNK - 1);
    for (const text of texts) work(JSON.parse(text) as Job);
    if (texts.length > 0) await this.#redis.ltrim(keyOf(queue), texts.length, -1);
    return texts.length;
  }

  close(): void {
    this.#redis.disconnect();
  }
}

function keyOf(queue: string): string {
  return `hand:batch:${queue}`;
}
