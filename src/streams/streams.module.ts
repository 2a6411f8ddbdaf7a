import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { OpenStreams } from './open-streams.js';
import { streamConfig } from './stream.config.js';
import { ThreadEvents } from './thread-events.js';
import { ThreadFeeds } from './thread-feeds.js';
import { ThreadStreamsController } from './thread-streams.controller.js';

/** Needs `AgentModule` in the root module. */
@Module({
  imports: [ConfigModule.forFeature(streamConfig)],
  controllers: [ThreadStreamsController],
  providers: [OpenStreams, ThreadEvents, ThreadFeeds],
  exports: [ThreadEvents],
})
export class StreamsModule {}
