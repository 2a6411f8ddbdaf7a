import { array, assert, constantFrom, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplySplitter, type ReplyPart } from './reply-splitter.js';

const REPLIES = [
  '+OK\r\n',
  '-ERR no\r\n',
  ':42\r\n',
  '$-1\r\n',
  '$0\r\n\r\n',
  '$5\r\na\r\nbc\r\n',
  '=7\r\ntxt:a\r\n\r\n',
  '!5\r\nERR x\r\n',
  '*0\r\n',
  '*-1\r\n',
  '_\r\n',
  '#t\r\n',
  ',1.5\r\n',
  '(123456789012345678901234567890\r\n',
  '*3\r\n:1\r\n*2\r\n$1\r\na\r\n*0\r\n+x\r\n',
  '%2\r\n+a\r\n:1\r\n+b\r\n~1\r\n:2\r\n',
  '|1\r\n+ttl\r\n:3\r\n*2\r\n:1\r\n:2\r\n',
  '>3\r\n+message\r\n+channel\r\n$2\r\nhi\r\n',
] as const;

function split(stream: Buffer, cuts: readonly number[]): ReplyPart[] {
  const splitter = new ReplySplitter();
  const ends = [...new Set(cuts.map((cut) => cut % stream.length))].toSorted((left, right) => left - right);
  return [...ends, stream.length]
    .map((end, index) => stream.subarray(ends[index - 1] ?? 0, end))
    .flatMap((chunk) => splitter.split(chunk));
}

/** Puts the parts together again, one text per reply. */
function join(parts: readonly ReplyPart[]): string[] {
  const replies: string[] = [];
  for (const part of parts) {
    if (part.startsReply) replies.push('');
    replies.push((replies.pop() ?? '') + part.data.toString('latin1'));
  }
  return replies;
}

describe('ReplySplitter', () => {
  it('finds the same replies however the stream is cut', () => {
    assert(
      property(
        array(constantFrom(...REPLIES), { minLength: 1, maxLength: 8 }),
        array(nat(), { maxLength: 12 }),
        (replies, cuts) => {
          const parts = split(Buffer.from(replies.join(''), 'latin1'), cuts);
          expect(join(parts)).toEqual(replies);
          expect(parts.filter((part) => part.endsReply)).toHaveLength(replies.length);
        },
      ),
    );
  });

  it('tells messages that answer no request from replies', () => {
    const parts = split(Buffer.from('+OK\r\n>1\r\n+a\r\n+OK\r\n'), [8]);
    expect(parts.map((part) => part.push)).toEqual([false, true, true, false]);
  });
});
