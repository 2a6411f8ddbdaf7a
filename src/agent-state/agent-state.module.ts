import { Module } from '@nestjs/common';
import { StreamsModule } from '../streams/streams.module.js';
import { AgentStateController } from './agent-state.controller.js';
import { AgentStatesController } from './agent-states.controller.js';

/** Needs `AgentModule` in the root module. */
@Module({ imports: [StreamsModule], controllers: [AgentStateController, AgentStatesController] })
export class AgentStateModule {}
