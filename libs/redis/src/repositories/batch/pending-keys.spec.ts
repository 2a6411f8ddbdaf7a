import slotOf from 'cluster-key-slot';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyFactory } from '../../keys/key-factory.js';
import { DEFAULT_KEY_PREFIXES } from '../../keys/key-options.js';
import { keyPartProblem } from '../../keys/key-segment.js';
import { pendingKeys } from './pending-keys.js';

const LAYOUTS = ['percent', 'python'] as const;

function keysOf(layout: (typeof LAYOUTS)[number], service: string): readonly [string, string] {
  const keys = new KeyFactory({ layout, hashTag: 'tenant', prefixes: DEFAULT_KEY_PREFIXES });
  const { pending, removing } = pendingKeys(keys, service);
  return [pending, removing];
}

const service = fc
  .oneof(fc.string({ minLength: 1 }), fc.string({ unit: fc.constantFrom('{', '}', 'a', ':', 'é') }))
  .filter((text) => keyPartProblem(text) === undefined);

describe.each(LAYOUTS)('pendingKeys in the layout %s', (layout) => {
  it('are in one slot, whatever the service is called', () => {
    fc.assert(
      fc.property(service, (name) => {
        const [pending, removing] = keysOf(layout, name);
        expect(slotOf(removing)).toBe(slotOf(pending));
      }),
      { numRuns: 300 },
    );
  });

  it('never are the same for two services', () => {
    fc.assert(
      fc.property(service, service, (one, other) => {
        fc.pre(one !== other);
        expect(new Set([...keysOf(layout, one), ...keysOf(layout, other)]).size).toBe(4);
      }),
      { numRuns: 300 },
    );
  });

  it('are readable for an ordinary name', () => {
    expect(keysOf(layout, 'email')).toEqual(['pending_batches:email', '{pending_batches:email}:removing']);
  });
});
