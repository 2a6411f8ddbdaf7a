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
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Answer<T>>((resolve) => {
    timer = setTimeout(() => setImmediate(() => resolve(UNANSWERED)), Math.max(0, timeoutMs));
  });
  const inTime = question.then((value): Answer<T> => ({ kind: 'answered', value }));
  try {
    return await Promise.race([inTime, tooLate]);
  } catch (error) {
    return { kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    clearTimeout(timer);
  }
}
