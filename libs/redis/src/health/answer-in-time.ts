/** What became of a question: its answer, why there is none, or that there is none yet. */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'unanswered' };

const UNANSWERED = { kind: 'unanswered' } as const;

/**
 * Waits for an answer, but not for longer than this many milliseconds. Never rejects.
 *
 * When the time is up the sockets are read once more before that is said: after something has blocked the process, the
 * timer fires before the answers are read that came in the meantime.
 */
export async function answerInTime<T>(question: Promise<T>, timeoutMs: number): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => setImmediate(() => resolve(UNANSWERED)), Math.max(0, timeoutMs));
    question.then(
      (value) => {
        clearTimeout(timer);
        resolve({ kind: 'answered', value });
      },
      (error: unknown) => {
        clearTimeout(timer);
        resolve({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
      },
    );
  });
}
