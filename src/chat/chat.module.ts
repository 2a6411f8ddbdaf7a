import { Module, type DynamicModule, type FactoryProvider } from '@nestjs/common';
import { StreamsModule } from '../streams/streams.module.js';
import { ToolsApiModule } from '../tools-api/tools-api.module.js';
import { ChatController } from './chat.controller.js';
import { ChatTurns } from './chat-turns.js';
import { FollowUps } from './follow-ups.js';
import { GenieController } from './genie.controller.js';
import { CHAT_MODEL, type ChatModel } from './model/chat-model.js';
import { OfflineChatModel } from './model/offline-chat-model.js';
import { ToolCalls } from './tool-calls.js';

/** How to make a chat model; `inject` names what the factory gets. */
export type ChatModelFactory = Pick<FactoryProvider<ChatModel>, 'inject' | 'useFactory'>;

const OFFLINE: ChatModelFactory = { useFactory: () => new OfflineChatModel() };

/** Needs `AgentModule` and `AgentToolsModule` in the root module. */
@Module({})
export class ChatModule {
  /** @param model @default one that works without a network */
  static register(model: ChatModelFactory = OFFLINE): DynamicModule {
    return {
      module: ChatModule,
      imports: [StreamsModule, ToolsApiModule],
      controllers: [GenieController, ChatController],
      providers: [{ provide: CHAT_MODEL, ...model }, ChatTurns, FollowUps, ToolCalls],
    };
  }
}
