import { array, assert, constant, integer, oneof, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageQueue } from './message-queue.js';

describe('MessageQueue', () => {
  it('does what an array does', () => {
    const steps = array(oneof(integer(), constant('shift'), constant('clear')), { maxLength: 200 });
    assert(
      property(steps, (commands) => {
        const queue = new MessageQueue<number>();
        const model: number[] = [];
        const taken: Array<[number | undefined, number | undefined]> = [];
        for (const command of commands) {
          if (typeof command === 'number') {
            queue.push(command);
            model.push(command);
          } else if (command === 'shift') taken.push([queue.shift(), model.shift()]);
          else {
            queue.clear();
            model.length = 0;
          }
          expect(queue.size).toBe(model.length);
        }
        expect(taken.map(([ours]) => ours)).toEqual(taken.map(([, models]) => models));
      }),
    );
  });

  it('keeps the order over many messages', () => {
    const queue = new MessageQueue<number>();
    let next = 0;
    let expected = 0;
    for (let round = 0; round < 50; round += 1) {
      for (let count = 0; count < 300; count += 1) queue.push(next++);
      for (let count = 0; count < 250; count += 1) expect(queue.shift()).toBe(expected++);
    }
    while (queue.size > 0) expect(queue.shift()).toBe(expected++);
    expect(expected).toBe(next);
    expect(queue.shift()).toBeUndefined();
  });
});
