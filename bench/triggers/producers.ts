import { BullMqProducer } from './bullmq.producer.js';
import type { Contender, Producer } from './contender.js';
import { KeyspaceProducer } from './keyspace.rival.js';
import { TenantryProducer } from './tenantry.producer.js';

export async function startProducer(contender: Contender, url: string): Promise<Producer> {
  switch (contender) {
    case 'bullmq':
      return BullMqProducer.start(url);
    case 'keyspace':
      return KeyspaceProducer.start(url);
    default:
      return TenantryProducer.start(contender, url);
  }
}
