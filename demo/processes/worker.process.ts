import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { endWithDemo, tellDemo } from './process-message.js';
import { WorkerModule } from './worker.module.js';

// The app without its HTTP server: it runs what others have scheduled.
endWithDemo();
const app = await NestFactory.createApplicationContext(WorkerModule, { abortOnError: false });
app.enableShutdownHooks();
tellDemo({ type: 'ready' });
