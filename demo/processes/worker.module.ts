import { Module } from '@nestjs/common';
import { AppModule } from '../../src/app.module.js';
import { ExportsHandler } from './exports.handler.js';
import { RunReporter } from './run-reporter.js';
import { WORKER_OPTIONS } from './trigger-options.js';

/** The app, with a handler of the demo's own. */
@Module({
  imports: [AppModule.register(WORKER_OPTIONS)],
  providers: [ExportsHandler, RunReporter],
})
export class WorkerModule {}
