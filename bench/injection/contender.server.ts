import 'reflect-metadata';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import type { AddressInfo } from 'node:net';
import { moduleOf, type Contender } from './contenders.js';

/** A contender in a process of its own: prints its port, then answers questions about CPU time and heap. */
export type ContenderQuestion = 'cpu' | 'heap';

const [adapter, contender, url] = process.argv.slice(2) as ['express' | 'fastify', Contender, string];

const app = await NestFactory.create(
  moduleOf(contender, url),
  adapter === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(),
  { logger: ['error', 'warn'] },
);
await app.listen(0, '127.0.0.1');
const address = app.getHttpServer().address() as AddressInfo;

process.on('message', (question: ContenderQuestion) => {
  if (question === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
    return;
  }
  globalThis.gc?.();
  setImmediate(() => {
    globalThis.gc?.();
    process.send?.(process.memoryUsage().heapUsed);
  });
});
process.on('disconnect', () => process.exit(0));
process.send?.(address.port);
