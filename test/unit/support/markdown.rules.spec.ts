import { describe, expect, it } from 'vitest';
import { fixture } from './fixture.js';
import { brokenLinks, recordViolations, unknownCommands } from './markdown.rules.js';

describe('brokenLinks', () => {
  const guide = '# Guide\n\n## What `forRoot()` does\n';
  const linksOf = (text: string): string[] =>
    brokenLinks(fixture({ 'docs/a.md': text, 'docs/guide.md': guide }), (path) => path === 'package.json');

  it.each([
    '[guide](guide.md)',
    '[section](guide.md#what-forroot-does)',
    '[manifest](../package.json)',
    '# Here\n[above](#here)',
    '[elsewhere](https://example.com/nothing)',
    '```md\n[example](nothing.md)\n```',
  ])('accepts %j', (text) => {
    expect(linksOf(text)).toEqual([]);
  });

  it.each([
    ['[gone](gone.md)', 'docs/a.md: gone.md does not exist'],
    ['[gone](guide.md#gone)', 'docs/a.md: guide.md#gone names no heading'],
    ['[gone](#gone)', 'docs/a.md: #gone names no heading'],
  ])('refuses %j', (text, message) => {
    expect(linksOf(text)).toEqual([message]);
  });
});

describe('unknownCommands', () => {
  it('accepts the scripts of package.json and refuses others', () => {
    const text = 'npm ci && npm run test:unit\nnpm run lnit';
    expect(unknownCommands(fixture({ 'README.md': text }), ['test:unit', 'lint'])).toEqual([
      'README.md: "npm run lnit" is no script of package.json',
    ]);
  });
});

describe('recordViolations', () => {
  const record = '# 1. A\n\n## Status\n\n## Context\n\n## Decision\n\n## Consequences\n';

  it('accepts a complete record that the index lists', () => {
    const files = fixture({ 'docs/adr/0001-a.md': record, 'docs/adr/README.md': '[0001](0001-a.md)' });
    expect(recordViolations(files)).toEqual([]);
  });

  it('refuses a record without a section, without a place in the index, or with a number that is taken', () => {
    const files = fixture({
      'docs/adr/0001-a.md': record.replace('## Context\n', ''),
      'docs/adr/0001-b.md': record,
      'docs/adr/README.md': '[0001](0001-a.md)',
    });
    expect(recordViolations(files)).toEqual([
      'docs/adr/0001-a.md has no section Context',
      'docs/adr/0001-b.md: the number 0001 is taken',
      'docs/adr/0001-b.md is missing from docs/adr/README.md',
    ]);
  });
});
