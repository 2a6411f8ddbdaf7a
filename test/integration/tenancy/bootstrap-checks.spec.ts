import { Inject, Injectable, SetMetadata } from '@nestjs/common';
import { ContextIdFactory, type ContextIdStrategy } from '@nestjs/core';
import { fromHeader, UserRepository, type InjectionMode, type TenancyOptions } from '@tenantry/redis';
import { afterEach, describe, expect, it } from 'vitest';
import { startHttpApp } from '../../support/http-app.js';
import { RecordingLogger } from '../../support/recording-logger.js';

/* Hosts that Nest builds once, marked as the packages they come from mark them. */

@SetMetadata('websockets:is_gateway', true)
@Injectable()
class ChatGateway {
  constructor(@Inject(UserRepository) readonly users: UserRepository) {}
}

@Injectable()
class NightlyReport {
  constructor(@Inject(UserRepository) readonly users: UserRepository) {}

  @SetMetadata('SCHEDULE_CRON_OPTIONS', { cronTime: '0 0 * * *' })
  report(): void {}
}

@Injectable()
class TokenStrategy {
  constructor(@Inject(UserRepository) readonly users: UserRepository) {}

  authenticate(): void {}

  validate(): void {}
}

@Injectable()
class OrdinaryService {
  constructor(@Inject(UserRepository) readonly users: UserRepository) {}
}

@Injectable()
class IndependentReport {
  @SetMetadata('SCHEDULE_CRON_OPTIONS', { cronTime: '0 0 * * *' })
  report(): void {}
}

const HOSTS = [ChatGateway, NightlyReport, TokenStrategy, OrdinaryService, IndependentReport];

/** The warnings, each with its context before it. */
async function warningsOf(injection: InjectionMode, tenancy: TenancyOptions = {}): Promise<string[]> {
  const logger = new RecordingLogger();
  const server = await startHttpApp({ options: { injection, tenancy, logger }, providers: HOSTS });
  await server.close();
  return logger.warnings.map((warning, index) => `[${String(logger.warningContexts[index])}] ${warning}`);
}

describe('the checks at bootstrap', () => {
  const environment = process.env['NODE_ENV'];
  const strategy = Reflect.get(ContextIdFactory, 'strategy') as ContextIdStrategy<object>;

  afterEach(() => {
    process.env['NODE_ENV'] = environment;
    ContextIdFactory.apply(strategy);
  });

  it('name each host that injects repositories and cannot be request-scoped, and the way out', async () => {
    const warnings = await warningsOf('request');
    expect(warnings).toEqual([
      expect.stringMatching(/^\[RedisModule\] ChatGateway .*WebSocket gateway.*'context'/),
      expect.stringMatching(/^\[RedisModule\] NightlyReport .*report runs on a schedule.*'context'/),
      expect.stringMatching(/^\[RedisModule\] TokenStrategy .*Passport strategy.*'context'/),
    ]);
  });

  it('find nothing wrong with the same hosts in context mode', async () => {
    expect(await warningsOf('context')).toEqual([]);
  });

  it('warn in production about a header that nobody authorises', async () => {
    process.env['NODE_ENV'] = 'production';
    const [warning, ...others] = await warningsOf('context', { resolve: [() => undefined, fromHeader()] });
    expect(warning).toMatch(/^\[RedisModule\] .*any client can name any tenant/);
    expect(others).toEqual([]);
    expect(await warningsOf('context', { resolve: fromHeader(), authorize: () => true })).toEqual([]);
  });

  it('warn when another strategy took the place of ours', async () => {
    const logger = new RecordingLogger();

    @Injectable()
    class LateStrategy {
      constructor() {
        ContextIdFactory.apply({ attach: (contextId) => () => contextId });
      }
    }

    const server = await startHttpApp({ options: { logger }, providers: [LateStrategy] });
    await server.close();
    expect(logger.warnings).toEqual([expect.stringMatching(/composeContextIdStrategy/)]);
    expect(logger.warningContexts).toEqual(['RedisModule']);
  });
});
