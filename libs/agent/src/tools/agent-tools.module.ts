import { ConfigurableModuleBuilder, Module, type DynamicModule } from '@nestjs/common';
import { resolveToolsOptions, type AgentToolsOptions } from './agent-tools-options.js';
import { TOOLS_OPTIONS } from './agent-tools.tokens.js';
import { ToolRunner } from './runner/tool-runner.js';

const definition = new ConfigurableModuleBuilder<AgentToolsOptions>({ moduleName: 'TenantryAgentTools' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createAgentToolsOptions')
  .build();

/** Argument of `AgentToolsModule.forRootAsync`. */
export type AgentToolsAsyncOptions = typeof definition.ASYNC_OPTIONS_TYPE;

/** The runner of tools, visible everywhere. It needs `RedisModule`. Tools are providers of the application's modules. */
@Module({
  providers: [
    {
      provide: TOOLS_OPTIONS,
      inject: [definition.MODULE_OPTIONS_TOKEN],
      useFactory: resolveToolsOptions,
    },
    ToolRunner,
  ],
  exports: [ToolRunner],
})
export class AgentToolsModule extends definition.ConfigurableModuleClass {
  /**
   * With options that are known now.
   * @throws InvalidConfigurationError at start-up
   */
  static override forRoot(options: AgentToolsOptions = {}): DynamicModule {
    return { ...super.forRoot(options), global: true };
  }

  /**
   * With options made by a factory.
   * @throws InvalidConfigurationError at start-up
   */
  static override forRootAsync(options: AgentToolsAsyncOptions): DynamicModule {
    return { ...super.forRootAsync(options), global: true };
  }
}
