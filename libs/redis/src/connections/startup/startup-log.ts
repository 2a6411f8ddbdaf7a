import type { LoggerService } from '@nestjs/common';
import type { ResolvedPoolOptions } from '../../config/resolved-config.js';
import { describeAddress } from '../connectors/create-client.js';
import { LEAST_VERSION } from './least-version.js';
import { adviceFor } from './startup-failure.js';

const CONTEXT = 'RedisConnectionManager';

/** One line about the same thing in this time: pools of one server fail for the same reason. */
const REPEAT_AFTER_MS = 30_000;

/** What the log says while pools are connected for the first time. */
export class StartupLog {
  readonly #said = new Map<string, number>();

  constructor(private readonly logger: LoggerService) {}

  /** An attempt failed and the start goes on waiting. */
  waiting(pool: ResolvedPoolOptions, reason: Error, attempt: number): void {
    const { mode, attempts } = pool.startup;
    const limit = mode === 'fail' ? ` of ${attempts}` : '';
    const what = describeFailure(pool, reason);
    this.#sayOnce(
      `${describeAddress(pool)} ${reason.message}`,
      `${what} The start of the application waits (pool "${pool.alias}", attempt ${attempt}${limit}).`,
      adviceFor(reason, pool).isTemporary,
    );
  }

  /** The application starts without the pool, or has. */
  missing(pool: ResolvedPoolOptions, reason: Error): void {
    this.#sayOnce(
      `${pool.alias} ${reason.message}`,
      `The application runs without pool "${pool.alias}": ${describeFailure(pool, reason)} It goes on trying; ` +
        'until then, commands of the pool fail with PoolUnavailableError.',
      adviceFor(reason, pool).isTemporary,
    );
  }

  /** It took more than one attempt. */
  connected({ alias }: ResolvedPoolOptions, afterMs: number): void {
    this.logger.log(`Pool "${alias}" is connected, ${Math.round(afterMs)} ms after the start.`, CONTEXT);
  }

  /** The user may not run INFO. */
  lacksInfo({ alias }: ResolvedPoolOptions): void {
    this.logger.warn(
      `The ACL user of pool "${alias}" may not run INFO, so a server that is loading its data is not recognised before ` +
        'commands fail, and health checks cannot show its figures: allow it with ACL SETUSER <user> +info.',
      CONTEXT,
    );
  }

  /** The server lacks commands; the start goes on, because what needs none of them works. */
  tooOld(pool: ResolvedPoolOptions, version: string): void {
    const address = describeAddress(pool);
    this.#sayOnce(
      `too old: ${address}`,
      `The server of pool "${pool.alias}" (${address}) is Redis ${version}, which lacks commands that repositories and ` +
        `triggers need: they fail when one is needed first. Upgrade it to ${LEAST_VERSION} or newer.`,
      false,
    );
  }

  #sayOnce(topic: string, line: string, isTemporary: boolean): void {
    const now = performance.now();
    const last = this.#said.get(topic);
    if (last !== undefined && now - last < REPEAT_AFTER_MS) return;
    this.#said.set(topic, now);
    if (isTemporary) this.logger.warn(line, CONTEXT);
    else this.logger.error(line, undefined, CONTEXT);
  }
}

function describeFailure(pool: ResolvedPoolOptions, reason: Error): string {
  const { advice } = adviceFor(reason, pool);
  const text = `cannot connect to ${describeAddress(pool)}: ${reason.message.replace(/\.$/, '')}.`;
  return advice === '' ? text : `${text} ${advice}`;
}
