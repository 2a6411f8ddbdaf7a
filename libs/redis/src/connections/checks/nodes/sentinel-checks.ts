import type { Redis } from 'ioredis';
import type { Answer } from '../answer-in-time.js';
import { SharedQuestions } from '../shared-questions.js';
import {
  checkSentinel,
  type SentinelAnswer,
  type SentinelQuestion,
  type WatchedReplica,
} from './sentinel-check.js';
import type { SentinelHealth, SentinelsHealth } from './node-health.js';

/** What the Sentinels of a pool say. */
export interface SentinelFindings {
  readonly health: SentinelsHealth;
  readonly replicas: readonly WatchedReplica[];
}

/** Asks Sentinels: each one question at a time, also where several pools have the same ones. */
export class SentinelChecks {
  readonly #questions = new Map<string, SentinelQuestion>();
  readonly #answers = new SharedQuestions<SentinelQuestion, SentinelAnswer>(checkSentinel);

  /** Undefined for a pool without Sentinels. Never rejects. */
  async check({ options }: Redis, timeoutMs: number): Promise<SentinelFindings | undefined> {
    const { sentinels, name = '' } = options;
    if (sentinels === undefined || sentinels === null || sentinels.length === 0) return undefined;
    const nodes = await Promise.all(
      sentinels.map(async ({ host = '127.0.0.1', port = 26_379 }) => {
        const question = this.#question({ host, port, name, options, timeoutMs });
        const answer = await this.#answers.answer(question, timeoutMs);
        return { node: `${host}:${port}`, answer };
      }),
    );
    const answers = nodes.flatMap(({ answer }) => (answer.kind === 'answered' ? answer.value : []));
    const verdicts = answers.flatMap(({ canFailOver }) => canFailOver ?? []);
    return {
      health: {
        nodes: nodes.map(({ node, answer }) => sentinelHealth(node, answer, timeoutMs)),
        known: answers.length === 0 ? null : Math.max(...answers.map(({ known }) => known)),
        quorum: answers.find(({ quorum }) => quorum !== null)?.quorum ?? null,
        // One that is cut off from the others says that it cannot: those who can are enough.
        canFailOver: verdicts.length === 0 ? null : verdicts.some(Boolean),
      },
      replicas: answers[0]?.replicas ?? [],
    };
  }

  /** The same object for the same Sentinel and primary. */
  #question(question: SentinelQuestion): SentinelQuestion {
    const key = `${question.host}:${question.port}/${question.name}`;
    const known = this.#questions.get(key);
    if (known !== undefined) return known;
    this.#questions.set(key, question);
    return question;
  }
}

function sentinelHealth(node: string, answer: Answer<unknown>, timeoutMs: number): SentinelHealth {
  if (answer.kind === 'answered') return { node, status: 'up' };
  const message = answer.kind === 'failed' ? answer.error.message : `no answer within ${timeoutMs} ms`;
  return { node, status: 'down', message };
}
