import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ExpiryEvents, type TriggerDelivery } from '@tenantry/redis';
import { tellDemo, type TriggerRun } from './process-message.js';

/** Tells the demo which triggers this process runs, from now on. */
export function reportRuns(events: ExpiryEvents): void {
  events.on('fired', (delivery) =>
    tellDemo({ type: 'began', run: { ...toRun(delivery), lagMs: delivery.lagMs } }),
  );
  events.on('succeeded', (delivery) => tellDemo({ type: 'succeeded', run: toRun(delivery) }));
}

/** Reports from before the worker starts: no run is missed. */
@Injectable()
export class RunReporter implements OnModuleInit {
  constructor(@Inject(ExpiryEvents) private readonly events: ExpiryEvents) {}

  onModuleInit(): void {
    reportRuns(this.events);
  }
}

function toRun({ tenant, action, identifier, attempt }: TriggerDelivery): TriggerRun {
  return { tenant, action, identifier, attempt };
}
