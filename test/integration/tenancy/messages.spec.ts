import { Controller, Inject, Module, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  MessagePattern,
  Payload,
  Transport,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import {
  KeyValueRepository,
  RedisModule,
  TenantContext,
  TenantInterceptor,
  type InjectionMode,
} from '@tenantry/redis';
import { createServer, type AddressInfo } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { describe, expect, inject, it } from 'vitest';
import { uniqueName } from '../../support/unique-name.js';

interface Message {
  readonly tenant: string;
  readonly note: string;
}

@UseInterceptors(TenantInterceptor)
@Controller()
class NotesController {
  constructor(@Inject(KeyValueRepository) private readonly keyValue: KeyValueRepository) {}

  @MessagePattern('note')
  async note(@Payload() message: Message): Promise<object> {
    await this.keyValue.set('note', message.note, { ttlSeconds: 60 });
    return { tenant: TenantContext.require().tenant, note: await this.keyValue.get('note') };
  }
}

@Module({})
class MessagesModule {}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('TenantInterceptor', () => {
  it.each<InjectionMode>(['request', 'context'])(
    'gives each message its tenant in %s mode',
    async (injection) => {
      const redisModule = RedisModule.forRoot({
        url: inject('redisUrl'),
        env: false,
        injection,
        tenancy: { resolveMessage: (context) => context.switchToRpc().getData<Message>().tenant },
      });
      const connection = {
        transport: Transport.TCP,
        options: { host: '127.0.0.1', port: await freePort() },
      } as const;
      const app = await NestFactory.createMicroservice<MicroserviceOptions>(
        { module: MessagesModule, imports: [redisModule], controllers: [NotesController] },
        { ...connection, logger: ['error', 'warn'] },
      );
      await app.listen();
      const client = ClientProxyFactory.create(connection);
      try {
        const tenants = Array.from({ length: 20 }, () => uniqueName('rpc'));
        await Promise.all(
          Array.from({ length: 400 }, async (_unused, index) => {
            const tenant = tenants[index % tenants.length] ?? '';
            const answer = await firstValueFrom(
              client.send<object, Message>('note', { tenant, note: tenant }),
            );
            expect(answer).toEqual({ tenant, note: tenant });
          }),
        );
      } finally {
        await client.close();
        await app.close();
      }
    },
  );
});
