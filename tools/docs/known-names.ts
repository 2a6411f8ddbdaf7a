// What fragments of the documentation may mention without importing or declaring it. A fragment is a block without
// the name of a file in its first line; `snippet-modules.ts` has the rules.
import type { INestApplication } from '@nestjs/common';
import type { AgentStateRepository, AgentThreads, ToolRunner } from '@tenantry/agent';
import type {
  BatchCoordinator,
  BatchRepository,
  ExpirySchedule,
  KeyValueRepository,
  RedisConnectionManager,
  RedisOperations,
  RedisPublisher,
  RedisSubscriber,
  RedisTenants,
  SharedStateRepository,
  StateHandlerRepository,
  TableRepository,
  TriggerRepository,
  UserRepository,
} from '@tenantry/redis';

export * from '@tenantry/redis';
export * from '@tenantry/redis/health';
export * from '@tenantry/redis/metrics/opentelemetry';
export * from '@tenantry/redis/metrics/prometheus';
export * from '@tenantry/agent';
export * from '@tenantry/agent/langchain';
export {
  Body,
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  NotFoundException,
  Param,
  Post,
  Scope,
  UseInterceptors,
} from '@nestjs/common';
export { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, ContextIdFactory, NestFactory } from '@nestjs/core';
export { Type } from 'class-transformer';
export {
  IsArray,
  IsBoolean,
  IsDate,
  IsEmail,
  IsEnum,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Min,
  ValidateNested,
} from 'class-validator';

// Injected, under the names that the documents use.
export declare const app: INestApplication;
export declare const users: UserRepository;
export declare const handlers: StateHandlerRepository;
export declare const tables: TableRepository;
export declare const sharedState: SharedStateRepository;
export declare const keyValue: KeyValueRepository;
export declare const batch: BatchRepository;
export declare const coordinator: BatchCoordinator;
export declare const triggers: TriggerRepository;
export declare const schedule: ExpirySchedule;
export declare const redisTenants: RedisTenants;
export declare const connections: RedisConnectionManager;
export declare const operations: RedisOperations;
export declare const publisher: RedisPublisher;
export declare const subscriber: RedisSubscriber;
export declare const states: AgentStateRepository;
export declare const agentThreads: AgentThreads;
export declare const runner: ToolRunner;
export declare const signal: AbortSignal;
/** Where a page begins. */
export declare let cursor: string | undefined;
