import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeGlob } from './glob.js';

/** MATCH as Redis documents it: `?` one character, `*` any number, `[abc]` `[^a]` `[a-z]` sets, `\` escapes. */
function globMatches(pattern: string, text: string): boolean {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern.charAt(i);
    const setEnd = character === '[' ? pattern.indexOf(']', i + 1) : -1;
    if (character === '\\' && i + 1 < pattern.length) source += literal(pattern.charAt(++i));
    else if (character === '*') source += '[^]*';
    else if (character === '?') source += '[^]';
    else if (setEnd > 0) {
      source += pattern.slice(i, setEnd + 1);
      i = setEnd;
    } else source += literal(character);
  }
  return new RegExp(`^${source}$`).test(text);
}

const literal = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const globText = fc.string({
  unit: fc.constantFrom('*', '?', '[', ']', '\\', '^', '-', 'a', 'b', ':'),
  maxLength: 6,
});

describe('escapeGlob', () => {
  it.each(['*', 'u?', '[abc]', '[^a]', '[a-c]', '\\', 'a\\', '\\*', 'acme[1]'])(
    'makes %j match itself only',
    (text) => {
      expect(globMatches(escapeGlob(text), text)).toBe(true);
      for (const other of ['', 'a', 'b', 'ua', 'anything', 'acme1', text.slice(1), `${text}x`]) {
        expect(globMatches(escapeGlob(text), other)).toBe(other === text);
      }
    },
  );

  it('makes any text match itself and nothing else', () => {
    fc.assert(
      fc.property(globText, globText, (text, other) => {
        expect(globMatches(escapeGlob(text), text)).toBe(true);
        expect(globMatches(escapeGlob(text), other)).toBe(other === text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves ordinary text as it is', () => {
    expect(escapeGlob('acme:user:é😀')).toBe('acme:user:é😀');
  });
});
