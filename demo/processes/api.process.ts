import 'reflect-metadata';
import { ExpiryEvents } from '@tenantry/redis';
import type { AddressInfo } from 'node:net';
import { createApplication } from '../../src/application.js';
import { endWithDemo, tellDemo } from './process-message.js';
import { reportRuns } from './run-reporter.js';
import { API_OPTIONS } from './trigger-options.js';

// The app as it runs in production, on a port that is free.
endWithDemo();
const app = await createApplication(API_OPTIONS);
reportRuns(app.get(ExpiryEvents));
await app.listen(0, '127.0.0.1');
tellDemo({ type: 'ready', port: (app.getHttpServer().address() as AddressInfo).port });
