import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { DeadLettersController } from './dead-letters.controller.js';
import { MessageBatches } from './message-batches.service.js';
import { messageConfig } from './message.config.js';
import { MessagesController } from './messages.controller.js';
import { RemindersHandler } from './reminders.handler.js';
import { ScheduleController } from './schedule.controller.js';

@Module({
  imports: [ConfigModule.forFeature(messageConfig)],
  controllers: [ScheduleController, DeadLettersController, MessagesController],
  providers: [MessageBatches, RemindersHandler],
})
export class ScheduleModule {}
