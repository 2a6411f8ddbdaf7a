import { describe, expect, it } from 'vitest';
import { implicitInjections } from './explicit-inject.rule.js';
import { fixture } from './fixture.js';

function violationsOf(text: string): string[] {
  return implicitInjections(fixture({ 'libs/redis/src/a.ts': text }));
}

describe('implicitInjections', () => {
  it.each([
    ['a token', '@Injectable() class A { constructor(@Inject(TOKEN) private readonly b: B) {} }'],
    ['an optional token', '@Injectable() class A { constructor(@Optional() @Inject(TOKEN) b: B) {} }'],
    ['a token of a namespace', '@Injectable() class A { constructor(@nest.Inject(TOKEN) b: B) {} }'],
    ['a decorator built on Inject', '@Injectable() class A { constructor(@InjectRedis() b: Redis) {} }'],
    ['no parameters', '@Module({}) class A { constructor() {} }'],
    ['no decorator', 'class A { constructor(b: B) {} }'],
    ['only a decorated property', 'class A { @IsString() name; constructor(name: string) {} }'],
  ])('accepts a class with %s', (_what, text) => {
    expect(violationsOf(text)).toEqual([]);
  });

  it.each([
    ['nothing', '@Injectable() class A { constructor(b: B) {} }'],
    ['a bare @Inject()', '@Injectable() class A { constructor(@Inject() b: B) {} }'],
    ['another decorator', '@Injectable() class A { constructor(@Optional() b: B) {} }'],
    ['nothing, in a class expression', 'export const A = @Injectable() class { constructor(b: B) {} };'],
    ['nothing, beside a decorated one', 'abstract class A { constructor(@Inject(C) c: C, b: B) {} }'],
  ])('refuses a parameter with %s', (_what, text) => {
    expect(violationsOf(text)).toEqual([
      expect.stringMatching(/^libs\/redis\/src\/a\.ts:1 .* parameter b lacks/),
    ]);
  });

  it('reads the implementation of an overloaded constructor, not its signatures', () => {
    expect(
      violationsOf('@Injectable() class A {\n constructor();\n constructor(@Inject(B) b?: B) {}\n}'),
    ).toEqual([]);
  });

  it('leaves specs alone: they play the application', () => {
    const files = fixture({ 'libs/redis/src/a.spec.ts': '@Injectable() class A { constructor(b: B) {} }' });
    expect(implicitInjections(files)).toEqual([]);
  });
});
