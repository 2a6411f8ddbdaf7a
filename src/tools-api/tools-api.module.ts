import { Module } from '@nestjs/common';
import { ScheduleBatchTool } from './tools/schedule-batch.tool.js';
import { ToolsController } from './tools.controller.js';
import { ToolsRegistry } from './tools.registry.js';

/** Needs `AgentToolsModule` in the root module. */
@Module({
  controllers: [ToolsController],
  providers: [ToolsRegistry, ScheduleBatchTool],
  exports: [ToolsRegistry],
})
export class ToolsApiModule {}
