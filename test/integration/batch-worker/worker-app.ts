import { Module, type INestApplicationContext, type Type } from '@nestjs/common';
import {
  BatchCoordinator,
  OnBatch,
  RedisTenants,
  type BatchEvent,
  type BatchRepository,
  type BatchWorkerOptions,
  type OnBatchOptions,
} from '@tenantry/redis';
import { functionHandler } from '../../support/function-handler.js';
import { startModuleApp, type ModuleAppParts } from '../../support/module-app.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { StartedApps } from '../../support/started-apps.js';

export interface WorkerAppParts extends ModuleAppParts {
  /** @default a poll every 20 ms, so that tests do not wait for it */
  readonly worker?: BatchWorkerOptions;
}

/** A Nest application with a batch worker. */
export interface WorkerApp {
  readonly app: INestApplicationContext;
  readonly log: RecordingLogger;
  readonly coordinator: BatchCoordinator;
  readonly batchOf: (tenant: string) => BatchRepository;
  readonly close: () => Promise<void>;
}

@Module({})
class WorkerAppModule {}

export async function startWorkerApp(parts: WorkerAppParts): Promise<WorkerApp> {
  const log = new RecordingLogger();
  const batches: BatchWorkerOptions = { pollIntervalMs: 20, ...parts.worker };
  const app = await startModuleApp(WorkerAppModule, {
    ...parts,
    redis: { logger: log, batches, ...parts.redis },
  });
  const tenants = app.get(RedisTenants);
  return {
    app,
    log,
    coordinator: app.get(BatchCoordinator),
    batchOf: (tenant) => tenants.for(tenant).batch,
    close: async () => app.close(),
  };
}

/** A singleton that handles a queue with a function. */
export function handlerOf<T>(options: OnBatchOptions, handle: (event: BatchEvent<T>) => unknown): Type {
  return functionHandler(OnBatch(options), handle);
}

/** Starts applications, and closes them after each test. */
export class WorkerApps extends StartedApps<WorkerAppParts, WorkerApp> {
  constructor() {
    super(startWorkerApp);
  }
}
