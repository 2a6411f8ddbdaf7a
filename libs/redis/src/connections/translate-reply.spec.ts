import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../common/invalid-argument.error.js';
import { translateError } from './translate-reply.js';
import { CommandRefusedError, FieldTypeError, NumberRangeError, WrongTypeError } from './reply.errors.js';

const CALL = { operation: 'upsert', pool: 'user', key: 'acme:user:u1', field: 'name' };

function reply(message: string, command?: object): Error {
  return Object.assign(new Error(message), { name: 'ReplyError', command });
}

describe('translateError', () => {
  it.each([
    ['WRONGTYPE Operation against a key', WrongTypeError, 'WRONG_TYPE'],
    ['FIELDTYPE a list', FieldTypeError, 'FIELD_TYPE'],
    ['NOTEXACT beyond 2^53', NumberRangeError, 'NUMBER_RANGE'],
    ['OVERFLOW beyond 64 bits', NumberRangeError, 'NUMBER_RANGE'],
    ['NOPERM User reader has no permissions', CommandRefusedError, 'COMMAND_REFUSED'],
  ])('makes a typed error of "%s"', (message, type, code) => {
    const error = translateError(reply(message), CALL);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({
      code,
      details: { operation: 'upsert', pool: 'user', key: '"acme:user:u1"', field: 'name' },
    });
  });

  it('says what the field should hold', () => {
    expect(translateError(reply('FIELDTYPE a list'), CALL)).toMatchObject({
      message: expect.stringContaining('does not hold a list'),
      details: { expected: 'a list' },
    });
  });

  it('sees through the wrapping of script errors before Redis 7', () => {
    const wrapped =
      'ERR Error running script (call to f_6b1bf486c81ceb7edf3c093f4c48582e38c0e791): @user_script:30: ' +
      'WRONGTYPE Operation against a key holding the wrong kind of value';
    expect(translateError(reply(wrapped), CALL)).toBeInstanceOf(WrongTypeError);
  });

  it('leaves out where in the script Redis 7 saw the error', () => {
    const message = `OOM command not allowed script: ${'a'.repeat(40)}, on @user_script:3.`;
    expect(translateError(reply(message), CALL)).toMatchObject({
      message: expect.stringContaining('OOM (command not allowed).'),
    });
  });

  it.each([
    ['OOM', true],
    ['READONLY', true],
    ['LOADING', true],
    ['CLUSTERDOWN', true],
    ['BUSY', true],
    ['NOPERM', false],
    ['NOAUTH', false],
    ['CROSSSLOT', false],
    ['ERR', false],
  ])('tells of %s whether a retry can help: %s', (word, retryable) => {
    expect(translateError(reply(`${word} some reason`), CALL)).toMatchObject({
      retryable,
      details: { reply: word },
    });
  });

  it('never passes on the arguments of a command', () => {
    const refused = reply("ERR unknown command 'x', with args beginning with: 'secret' ", {
      args: ['secret'],
    });
    const error = translateError(refused, CALL);
    expect(String(error)).toContain("unknown command 'x'");
    expect(inspect(error, { depth: Infinity })).not.toContain('secret');
  });

  it('passes on what is not an answer of the server', () => {
    const errors = [new InvalidArgumentError('by', 'a number', 'text'), new TypeError('defect'), 'text'];
    expect(errors.map((error) => translateError(error, CALL))).toEqual(errors);
  });
});
