import { Module } from '@nestjs/common';
import { HandlerStatesController } from './handler-states.controller.js';
import { SharedStatesController } from './shared-states.controller.js';

@Module({ controllers: [SharedStatesController, HandlerStatesController] })
export class ConversationModule {}
