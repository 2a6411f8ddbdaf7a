/** Items that both sides take at a time. */
export const CHUNK = 100;

/** What is queued: a message to send, about 150 bytes of JSON. */
export interface Job {
  readonly userId: string;
  readonly template: string;
  readonly attempts: number;
  readonly urgent: boolean;
  readonly recipient: { readonly email: string; readonly language: string };
}

export function jobOf(index: number): Job {
  return {
    userId: `user-${index}`,
    template: 'daily_summary',
    attempts: index % 3,
    urgent: index % 10 === 0,
    recipient: { email: `user${index}@example.com`, language: 'en' },
  };
}
