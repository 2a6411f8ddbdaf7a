import { describe, expect, it } from 'vitest';
import { parseMonitorLine } from './monitor-line.js';

describe('parseMonitorLine', () => {
  it('reads a command of a connection, and one of a script', () => {
    expect(parseMonitorLine('+1339518083.107412 [0 127.0.0.1:60866] "SET" "key" "a b"')).toEqual({
      source: '127.0.0.1:60866',
      name: 'set',
      args: [Buffer.from('key'), Buffer.from('a b')],
    });
    expect(parseMonitorLine('1339518083.1 [15 lua] "get" ""')).toEqual({
      source: 'lua',
      name: 'get',
      args: [Buffer.alloc(0)],
    });
  });

  it('gives the bytes that were sent', () => {
    const line = String.raw`1.0 [0 lua] "set" "q\" \"q \\ \n\r\t\a\b" "\xf0\x9f\x98\x80\x00"`;
    expect(parseMonitorLine(line)?.args).toEqual([
      Buffer.from('q" "q \\ \n\r\t\u0007\b'),
      Buffer.from('😀\0'),
    ]);
  });

  it.each(['+OK', '', '-ERR no'])('takes %j for no command', (line) => {
    expect(parseMonitorLine(line)).toBeNull();
  });
});
