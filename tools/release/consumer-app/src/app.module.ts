import { Module } from '@nestjs/common';
import { AgentModule, AgentToolsModule } from '@tenantry/agent';
import { fromRequest, RedisModule } from '@tenantry/redis';
import { AgentsController } from './agents.controller.js';
import { Reminders } from './reminders.service.js';
import { UsersController } from './users.controller.js';

/** Everything that needs no optional package. */
@Module({
  imports: [
    RedisModule.forRoot({
      tenancy: {
        resolve: fromRequest(({ headers }) => headers['x-tenant']?.toString()),
        resolveUser: () => 'u1',
      },
    }),
    AgentModule.forRoot({}),
    AgentToolsModule.forRoot(),
  ],
  controllers: [UsersController, AgentsController],
  providers: [Reminders],
})
export class AppModule {}
