import { Module } from '@nestjs/common';
import { AgentStateController } from './agent-state.controller.js';
import { AgentStatesController } from './agent-states.controller.js';

/** Needs `AgentModule` in the root module. */
@Module({ controllers: [AgentStateController, AgentStatesController] })
export class AgentStateModule {}
