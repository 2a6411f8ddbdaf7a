import { Command } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { CommandGate, markAsInternal } from './command-gate.js';
import type { CommandGuard } from './command-guard.js';

/** A guard that refuses every command of a name, and marks what it translates. */
class TestGuard implements CommandGuard {
  readonly wantsCalls = false;
  called(): void {}
  readonly poolAlias = 'user';
  readonly asked: string[] = [];
  /** How each command ended, as the guard was told. */
  readonly ends: string[] = [];
  refusing = new Set<string>();
  repeating = false;

  admit({ name }: { name: string }): Error | undefined {
    this.asked.push(name);
    return this.refusing.has(name) ? new Error(`${name} is refused`) : undefined;
  }

  refused({ name }: { name: string }): void {
    this.ends.push(`${name} refused`);
  }

  answered({ name }: { name: string }): void {
    this.ends.push(`${name} answered`);
  }

  failed(error: Error, { name }: { name: string }): Error {
    this.ends.push(`${name} failed`);
    return this.translate(error);
  }

  startedOver({ name }: { name: string }): void {
    this.ends.push(`${name} started over`);
  }

  mayRepeat(): boolean {
    return this.repeating;
  }

  repeated({ name }: { name: string }): void {
    this.ends.push(`${name} repeated`);
  }

  onOutage(): void {}

  count(): void {}

  translate(error: Error): Error {
    return new Error(`translated: ${error.message}`);
  }

  forDedicatedConnection(): this {
    return this;
  }
}

function setUp(...refused: string[]): { guard: TestGuard; gate: CommandGate } {
  const guard = new TestGuard();
  guard.refusing = new Set(refused);
  return { guard, gate: new CommandGate(guard) };
}

/** Commands as ioredis numbers them in a pipeline. */
function pipelineOf(...names: string[]): Command[] {
  return names.map((name, index) => Object.assign(new Command(name), { pipelineIndex: index }));
}

async function reasonOf({ promise }: Command): Promise<unknown> {
  return promise.catch((error: Error) => error.message);
}

describe('CommandGate', () => {
  it('asks the guard once, however often ioredis sends the command', () => {
    const { guard, gate } = setUp();
    const command = new Command('get', ['key']);
    expect(gate.enter(command, false, true)).toBe(true);
    expect(gate.enter(command, false, true)).toBe(true);
    expect(guard.asked).toEqual(['get']);
  });

  it('asks again when ioredis starts the command all over, and still translates its failure', async () => {
    const { guard, gate } = setUp();
    const command = new Command('get', ['key']);
    gate.enter(command, false, true);
    command.reject(new Error('first'));
    await reasonOf(command);
    // What a cluster does with the commands of a pipeline that was redirected.
    Reflect.apply(Reflect.get(command, 'initPromise'), command, []);
    gate.enter(command, false, true);
    command.reject(new Error('second'));
    expect(await reasonOf(command)).toBe('translated: second');
    expect(guard.asked).toEqual(['get', 'get']);
    expect(guard.ends).toEqual(['get failed', 'get started over', 'get failed']);
  });

  it('rejects what the guard refuses, with the error of the guard itself', async () => {
    const { gate } = setUp('flushall');
    const command = new Command('flushall');
    expect(gate.enter(command, false, true)).toBe(false);
    expect(await reasonOf(command)).toBe('flushall is refused');
  });

  it('lets the handshake pass unasked, but only while there is one', () => {
    const { guard, gate } = setUp();
    gate.enter(new Command('info'), false, false);
    expect(guard.asked).toEqual([]);
    gate.enter(new Command('info'), false, true);
    gate.enter(new Command('get'), false, false);
    expect(guard.asked).toEqual(['info', 'get']);
  });

  it('decides about a pipeline as a whole, by its first command', async () => {
    const { guard, gate } = setUp('set');
    const refused = pipelineOf('set', 'get', 'get');
    expect(refused.map((command) => gate.enter(command, true, true))).toEqual([false, false, false]);
    expect(await Promise.all(refused.map(reasonOf))).toEqual(Array(3).fill('set is refused'));
    const admitted = pipelineOf('get', 'set');
    expect(admitted.map((command) => gate.enter(command, true, true))).toEqual([true, true]);
    expect(guard.asked).toEqual(['set', 'get']);
  });

  it('sends nothing from the offline queue that has timed out meanwhile', async () => {
    const { gate } = setUp();
    const command = new Command('set', ['key', 'x']);
    gate.enter(command, false, false);
    command.reject(new Error('Command timed out'));
    expect(gate.enter(command, false, true)).toBe(false);
    expect(await reasonOf(command)).toBe('translated: Command timed out');
  });

  it('sends all of a pipeline from the offline queue, or nothing', async () => {
    const { gate } = setUp();
    const expired = pipelineOf('set', 'get');
    expired.forEach((command) => gate.enter(command, true, false));
    expired[0]?.reject(new Error('Command timed out'));
    expect(expired.map((command) => gate.enter(command, true, true))).toEqual([false, false]);
    expect(await Promise.all(expired.map(reasonOf))).toEqual(Array(2).fill('translated: Command timed out'));
    const alive = pipelineOf('set', 'get');
    alive.forEach((command) => gate.enter(command, true, false));
    alive[1]?.reject(new Error('Command timed out'));
    await Promise.all(alive.slice(1).map(reasonOf));
    expect(alive.map((command) => gate.enter(command, true, true))).toEqual([true, true]);
  });

  it('tells the guard how each command ended, once', async () => {
    const { guard, gate } = setUp('flushall');
    const [answered, failed, refused] = [new Command('get'), new Command('set'), new Command('flushall')];
    for (const command of [answered, failed, refused]) gate.enter(command, false, true);
    answered.resolve('first');
    answered.resolve('second');
    failed.reject(new Error('first'));
    failed.reject(new Error('second'));
    expect(await Promise.all([answered.promise, reasonOf(failed), reasonOf(refused)])).toEqual([
      'first',
      'translated: first',
      'flushall is refused',
    ]);
    expect(guard.ends).toEqual(['flushall refused', 'get answered', 'set failed']);
  });

  it('does not tell of handshakes, of commands about the connection, or of the library’s own', () => {
    const { guard, gate } = setUp();
    const own = new Command('ping');
    markAsInternal(own);
    gate.enter(own, false, true);
    own.resolve('PONG');
    for (const [name, isReady] of [
      ['hello', false],
      ['subscribe', true],
      ['quit', true],
    ] as const) {
      const command = new Command(name);
      gate.enter(command, false, isReady);
      command.resolve('OK');
    }
    expect(guard.asked).toEqual(['subscribe', 'quit']);
    expect(guard.ends).toEqual([]);
  });

  it('keeps what may be repeated until it is sent once more, under its one promise', async () => {
    const { guard, gate } = setUp();
    guard.repeating = true;
    const command = new Command('get', ['key']);
    gate.enter(command, false, true);
    command.reject(new Error('lost'));
    expect(guard.ends).toEqual([]);
    const sent: Command[] = [];
    gate.resend(
      (each) => sent.push(each),
      () => false,
    );
    expect(sent).toEqual([]);
    gate.resend((each) => sent.push(each));
    expect(sent).toEqual([command]);
    command.resolve('value');
    expect(await command.promise).toBe('value');
    expect(guard.ends).toEqual(['get repeated', 'get answered']);
  });

  it('repeats nothing twice, and nothing that has timed out or was given up', async () => {
    const { guard, gate } = setUp();
    guard.repeating = true;
    const commands = ['again', 'late', 'hopeless'].map((name) => new Command(name));
    const [again, late, hopeless] = commands;
    for (const command of commands) {
      gate.enter(command, false, true);
      command.reject(new Error('lost'));
    }
    late?.reject(new Error('Command timed out'));
    gate.parked.abandon(({ name }) => name === 'hopeless');
    const sent: Command[] = [];
    gate.resend((each) => sent.push(each));
    again?.reject(new Error('lost again'));
    gate.resend((each) => sent.push(each));
    expect(sent).toEqual([again]);
    expect(await Promise.all([again, late, hopeless].map(async (each) => each && reasonOf(each)))).toEqual([
      'translated: lost again',
      'translated: Command timed out',
      'translated: lost',
    ]);
  });
});
