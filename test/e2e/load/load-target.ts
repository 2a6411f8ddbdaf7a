import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import type { AddressInfo } from 'node:net';
import { createApplication } from '../../../src/application.js';

/** What the parent process may ask. */
export type LoadTargetRequest = 'heap' | 'stop';

/** What this process answers. */
export type LoadTargetAnswer =
  { readonly type: 'listening'; readonly port: number } | { readonly type: 'heap'; readonly bytes: number };

// The app in a process of its own, so that its heap is all there is to measure. Needs `--expose-gc`.
Logger.overrideLogger(['error', 'warn']);
const app = await createApplication({ redisUrl: process.env['LOAD_REDIS_URL'] });
await app.listen(0, '127.0.0.1');
process.on('message', (request: LoadTargetRequest) => void answer(request));
send({ type: 'listening', port: (app.getHttpServer().address() as AddressInfo).port });

async function answer(request: LoadTargetRequest): Promise<void> {
  if (request === 'heap') {
    send({ type: 'heap', bytes: await settledHeapBytes() });
    return;
  }
  await app.close();
  process.disconnect();
}

async function settledHeapBytes(): Promise<number> {
  globalThis.gc?.();
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function send(message: LoadTargetAnswer): void {
  process.send?.(message);
}
