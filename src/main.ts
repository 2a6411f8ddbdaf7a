import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { createApplication } from './application.js';
import { appConfig, type AppConfig } from './config/app.config.js';
import { startDevelopmentRedis } from './development/development-redis.js';

const redis = await startDevelopmentRedis(process.env);
try {
  const app = await createApplication({ redisUrl: redis?.url });
  const { port } = app.get<AppConfig>(appConfig.KEY);
  await app.listen(port);
  const url = `http://localhost:${port}`;
  new Logger('Tenantry').log(`Listening on ${url}. Try next:

  open ${url}/docs

  curl -X POST ${url}/users -H 'x-api-key: acme-key' -H 'content-type: application/json' \\
    -d '{"id": "user123", "profile": {"name": "Alice", "active": true}}'
  curl ${url}/users/user123 -H 'x-api-key: acme-key'      # Alice
  curl ${url}/users/user123 -H 'x-api-key: globex-key'    # 404: another tenant sees nothing
`);
} catch (error) {
  new Logger('Tenantry').fatal(error);
  await redis?.stop();
  process.exitCode = 1;
}
