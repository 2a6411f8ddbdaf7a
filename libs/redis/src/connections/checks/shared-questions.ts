import { answerInTime, type Answer } from './answer-in-time.js';

/** How long an answer is good for. */
export const ANSWER_LIFETIME_MS = 1_000;

interface Question<T> {
  readonly promise: Promise<T>;
  readonly askedAtMs: number;
  settledAtMs: number | undefined;
}

/**
 * Asks each subject one question at a time, however many want to know: those who come while it is open wait for the
 * same answer, and those who come within a second after it get it again. So nothing piles up before a server that
 * hangs, and health checks cost the same however often they are called.
 */
export class SharedQuestions<Subject extends object, T> {
  readonly #questions = new WeakMap<Subject, Question<T>>();

  constructor(private readonly ask: (subject: Subject) => Promise<T>) {}

  /**
   * The answer of a subject: a new one, unless a question is open or its answer fresh.
   * @param timeoutMs from when it was asked
   */
  async answer(subject: Subject, timeoutMs: number): Promise<Answer<T>> {
    const question = this.#current(subject) ?? this.#open(subject);
    const restMs = question.askedAtMs + timeoutMs - performance.now();
    return answerInTime(question.promise, restMs);
  }

  #current(subject: Subject): Question<T> | undefined {
    const question = this.#questions.get(subject);
    if (question?.settledAtMs === undefined) return question;
    return performance.now() - question.settledAtMs < ANSWER_LIFETIME_MS ? question : undefined;
  }

  #open(subject: Subject): Question<T> {
    const question: Question<T> = {
      promise: this.ask(subject),
      askedAtMs: performance.now(),
      settledAtMs: undefined,
    };
    const settle = (): void => {
      question.settledAtMs = performance.now();
    };
    question.promise.then(settle, settle);
    this.#questions.set(subject, question);
    return question;
  }
}
