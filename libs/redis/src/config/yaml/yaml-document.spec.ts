import { describe, expect, it } from 'vitest';
import { parseYaml } from './yaml-document.js';

const SECRET = 's3cr3t';

/** `line: problem`, or the value if there is none. */
function read(text: string): unknown {
  const result = parseYaml(text);
  if ('document' in result) return result.document.value;
  if (JSON.stringify(result).includes(SECRET)) throw new Error('leaks a secret');
  return result.problems.map(({ line, problem }) => `${line ?? '-'}: ${problem}`);
}

describe('parseYaml', () => {
  it('reads maps, lists, numbers, booleans, null and texts', () => {
    expect(read('a: 1\nb: [true, null, x, "1"]\nc: { d: 1.5 }\n')).toEqual({
      a: 1,
      b: [true, null, 'x', '1'],
      c: { d: 1.5 },
    });
    expect(read('')).toBeNull();
    expect(read('\uFEFFa: 1')).toEqual({ a: 1 });
  });

  it('follows anchors and merge keys', () => {
    expect(read('x-server: &server { host: a, port: 1 }\nmain:\n  <<: *server\n  port: 2\n')).toEqual({
      'x-server': { host: 'a', port: 1 },
      main: { host: 'a', port: 2 },
    });
  });

  it.each<[string, string, string]>([
    ['a tab', 'databases:\n\tmain: 1', '2: expected spaces for indentation, got a tab'],
    ['a key twice', `a: ${SECRET}\na: 2`, '2: expected each key once'],
    ['an unknown anchor', `password: *${SECRET}`, '-: expected aliases ("*name") of known anchors'],
    ['an unclosed quote', `a: "${SECRET}`, '1: expected a closing quote or bracket'],
    ['an unclosed bracket', 'a: [1', '1: expected another indentation, or a closing bracket'],
    ['an unquoted special character', `a: @${SECRET}`, '1: expected quotes around a text'],
    ['an unknown escape', `a: "\\q${SECRET}"`, '1: expected another escape sequence'],
    ['a tag of Python', 'a: !!python/object/apply:os.system [x]', '1: expected no tag'],
    ['a tag of YAML', 'a: !!binary aGVsbG8=', '1: expected no tag'],
    ['two documents', '---\na: 1\n---\nb: 2', '3: expected one document'],
    ['a map as key', '? {a: 1}\n: 2', '1: expected well-formed YAML (NON_STRING_KEY)'],
    ['a merge of itself', 'a: &a\n  <<: *a', '-: expected aliases ("*name")'],
  ])('refuses %s, saying where and repeating nothing', (_, text, expected) => {
    expect(read(text)).toEqual(expect.arrayContaining([expect.stringContaining(expected)]));
  });

  it.each<[string, string]>([
    ['brackets', '['.repeat(60_000)],
    ['braces', '{a: '.repeat(15_000)],
    ['dashes', '- '.repeat(30_000)],
    ['question marks', '? '.repeat(30_000)],
    ['indentation', Array.from({ length: 300 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
  ])('survives thousands of levels of %s', (_, text) => {
    expect(read(text)).toEqual(['-: expected at most 20 levels of lists and maps']);
  });

  it('survives a bomb of aliases', () => {
    const levels = Array.from('bcdefghi', (name, index) => {
      const previous = `*${'abcdefgh'.charAt(index)}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => previous).join(',')}]`;
    });
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...levels].join('\n');
    expect(read(bomb)).toEqual([expect.stringContaining('that repeat at most 100 values')]);
  });

  it('knows the line of every key, and of the nearest one above what is not written out', () => {
    const text = 'x: &server\n  host: a\ndatabases:\n  main:\n    <<: *server\n    db: 1\n  other: *server\n';
    const result = parseYaml(text);
    if (!('document' in result)) throw new Error('not well-formed');
    const { document } = result;
    expect([
      document.lineOf([]),
      document.lineOf(['databases']),
      document.lineOf(['databases', 'main', 'db']),
      document.lineOf(['databases', 'main', 'host']),
      document.lineOf(['databases', 'other', 'host']),
    ]).toEqual([undefined, 3, 6, 4, 2]);
  });
});
