import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { startRedis } from '@tenantry/redis-testing';
import { Client } from './client.js';

/** Starts the application on a server of its own, uses it as a client would, and stops both. */
export async function start(module: Type, use: (client: Client) => Promise<void>): Promise<void> {
  const server = await startRedis();
  process.env['REDIS_URL'] = server.url;
  try {
    const app = await NestFactory.create(module, { logger: ['error', 'warn'], abortOnError: false });
    try {
      await app.listen(0, '127.0.0.1');
      await use(new Client(await app.getUrl()));
    } finally {
      await app.close();
    }
  } finally {
    await server.stop();
  }
  console.log('used and stopped');
}

/** An application that leaves something open would keep the process alive: the caller limits its time. */
export function failWith(error: unknown): void {
  console.error(error);
  process.exitCode = 1;
}
