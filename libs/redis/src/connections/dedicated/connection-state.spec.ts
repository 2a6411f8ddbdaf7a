import { EventEmitter } from 'node:events';
import { Command } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { ConnectionState, type ConnectionResidue } from './connection-state.js';

/** What is left after these commands. */
function residueOf(...commands: string[]): ConnectionResidue {
  const state = new ConnectionState(new EventEmitter());
  for (const text of commands) {
    const [name = '', ...args] = text.split(' ');
    state.note(new Command(name, args));
  }
  return state.residue;
}

describe('what commands leave on a connection', () => {
  it.each<[ConnectionResidue, string[]]>([
    ['none', []],
    ['none', ['get k', 'eval s 0', 'CLIENT INFO', 'client id', 'script load s', 'blpop k 0']],
    ['watches', ['watch k']],
    ['watches', ['WATCH k', 'get k']],
    ['none', ['watch k', 'unwatch']],
    ['none', ['watch k', 'multi', 'set k v', 'exec']],
    ['none', ['watch k', 'multi', 'discard']],
    ['watches', ['watch k', 'exec']],
    ['watches', ['watch k', 'discard']],
    ['transaction', ['multi']],
    ['transaction', ['watch k', 'multi', 'unwatch', 'set k v']],
    ['watches', ['multi', 'exec', 'watch k']],
    ['altered', ['select 3']],
    ['altered', ['CLIENT SETNAME x', 'get k']],
    ['altered', ['client no-touch on']],
    ['altered', ['subscribe c', 'unsubscribe c']],
    ['altered', ['multi', 'Select 3', 'exec']],
    ['altered', ['script debug yes']],
    ['altered', ['reset']],
  ])('%s: %j', (residue, commands) => {
    expect(residueOf(...commands)).toBe(residue);
  });

  it('counts listeners', () => {
    const connection = new EventEmitter().on('error', () => undefined);
    const state = new ConnectionState(connection);
    const listener = (): void => undefined;
    connection.on('message', listener);
    expect(state.residue).toBe('altered');
    connection.off('message', listener);
    expect(state.residue).toBe('none');
  });
});
