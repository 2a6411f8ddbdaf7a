import type { TriggerLease } from '../../scripts/trigger-extend.script.js';
import type { TurnArguments } from '../../scripts/trigger-turn.script.js';
import type { HeldTrigger, TriggerOutcome } from './trigger.types.js';
import { wholeDelay } from './turn-arguments.js';

const LONGEST_MESSAGE = 1_000;
const LONGEST_STACK = 4_000;

/** Outcomes as the script of a turn takes them. */
export type TurnOutcomes = Pick<TurnArguments, 'acks' | 'retries' | 'burials'>;

/** Sorts outcomes by what the script does with them. */
export function sortOutcomes(outcomes: readonly TriggerOutcome[]): TurnOutcomes {
  const acks: TriggerLease[] = [];
  const retries: Array<TurnArguments['retries'][number]> = [];
  const burials: Array<TurnArguments['burials'][number]> = [];
  for (const outcome of outcomes) {
    const lease = leaseOf(outcome.held);
    switch (outcome.kind) {
      case 'ack':
        acks.push(lease);
        break;
      case 'retry':
        retries.push({ ...lease, delayMs: wholeDelay(outcome.delayMs), counts: true });
        break;
      case 'release':
        retries.push({ ...lease, delayMs: wholeDelay(outcome.delayMs ?? 0), counts: false });
        break;
      case 'bury':
        burials.push({
          ...lease,
          error: cut(outcome.error.message, LONGEST_MESSAGE),
          stack: cut(outcome.error.stack ?? '', LONGEST_STACK),
        });
        break;
    }
  }
  return { acks, retries, burials };
}

export function leaseOf({ key, token }: HeldTrigger): TriggerLease {
  return { member: key, token };
}

/** Never half of a surrogate pair: stored texts are read back as JSON. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return `${text.slice(0, end)}…`;
}
