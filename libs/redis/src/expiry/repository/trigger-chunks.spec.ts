import { describe, expect, it } from 'vitest';
import { parseTenantId } from '../../context/tenant-id.js';
import type { NewTrigger } from '../engine/trigger.types.js';
import { triggerChunks } from './trigger-chunks.js';

const MEGABYTE = 1_048_576;

function triggers(...payloadLengths: readonly number[]): NewTrigger[] {
  const tenant = parseTenantId('acme');
  return payloadLengths.map((length, index) => ({
    tenant,
    action: 'remind',
    identifier: String(index),
    when: { delayMs: 1 },
    ...(length === 0 ? {} : { payload: 'x'.repeat(length) }),
  }));
}

function lengthsOf(list: readonly NewTrigger[]): number[] {
  return [...triggerChunks(list)].map((chunk) => chunk.length);
}

describe('Triggers in chunks', () => {
  it('are none for no triggers', () => {
    expect(lengthsOf([])).toEqual([]);
  });

  it('hold a megabyte of payload, or one trigger with more', () => {
    expect(lengthsOf(triggers(MEGABYTE / 2, MEGABYTE / 2, 1, 0, 0))).toEqual([2, 3]);
    expect(lengthsOf(triggers(1, 2 * MEGABYTE, 1))).toEqual([1, 1, 1]);
  });

  it('hold 5,000 triggers, and lose none', () => {
    const list = triggers(...Array.from({ length: 10_001 }, () => 0));
    expect(lengthsOf(list)).toEqual([5_000, 5_000, 1]);
    expect([...triggerChunks(list)].flat()).toEqual(list);
  });
});
