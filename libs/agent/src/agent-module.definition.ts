import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { AgentModuleOptions } from './agent-options.js';

const definition = new ConfigurableModuleBuilder<AgentModuleOptions>({ moduleName: 'TenantryAgent' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createAgentOptions')
  .build();

/** `forRoot` and `forRootAsync`, made by Nest's own builder. */
export const ConfigurableAgentModule = definition.ConfigurableModuleClass;
/** Token of the options as the application gave them. */
export const AGENT_MODULE_OPTIONS = definition.MODULE_OPTIONS_TOKEN;
/** Argument of `AgentModule.forRootAsync`. */
export type AgentModuleAsyncOptions = typeof definition.ASYNC_OPTIONS_TYPE;

/** Makes the options in `forRootAsync({ useClass })` and `({ useExisting })`. */
export interface AgentModuleOptionsFactory {
  /** Called once, at start-up. */
  createAgentOptions(): AgentModuleOptions | Promise<AgentModuleOptions>;
}
