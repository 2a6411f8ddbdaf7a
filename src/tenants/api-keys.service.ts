import { Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { appConfig, type AppConfig } from '../config/app.config.js';

/** Which tenant an API key belongs to. Holds digests only, so that a lookup takes no longer for a near miss. */
@Injectable()
export class ApiKeysService {
  readonly #tenants: ReadonlyMap<string, string>;

  constructor(@Inject(appConfig.KEY) config: AppConfig) {
    this.#tenants = new Map(config.apiKeys.map(({ tenant, key }) => [digest(key), tenant]));
  }

  /**
   * The tenant of a request's `x-api-key` header; undefined without the header.
   * @throws UnauthorizedException if the key is unknown
   */
  tenantOf(apiKey: string | string[] | undefined): string | undefined {
    if (apiKey === undefined) return undefined;
    const tenant = this.#tenants.get(digest(String(apiKey)));
    if (tenant === undefined) throw new UnauthorizedException('Unknown API key.');
    return tenant;
  }
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64');
}
