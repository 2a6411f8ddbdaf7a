import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FINDING_IDS } from './finding-ids.js';

const GUIDE = new URL('../../../../../docs/guides/doctor.md', import.meta.url);

describe('The ids of findings', () => {
  it('are those of the guide, in its order', () => {
    const table = readFileSync(GUIDE, 'utf8').split('## What is looked at')[1] ?? '';
    expect([...table.matchAll(/^\| `([a-z.-]+)` +\|/gm)].map(([, id]) => id)).toEqual(FINDING_IDS);
  });
});
