/** What a server said: a value, or why there is none. */
export type Answer<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | {
      readonly kind: 'refused';
      /** Its error reply, or what happened to the connection. Without secrets. */
      readonly reply: string;
    };

export function answered<T>(value: T): Answer<T> {
  return { kind: 'answered', value };
}

export function refused<T>(reply: string): Answer<T> {
  return { kind: 'refused', reply };
}

/** The value, if there is one. */
export function valueOf<T>(answer: Answer<T>): T | undefined {
  return answer.kind === 'answered' ? answer.value : undefined;
}

/** Makes something else of a value that was answered. */
export function mapAnswer<T, U>(answer: Answer<T>, convert: (value: T) => U): Answer<U> {
  return answer.kind === 'answered' ? answered(convert(answer.value)) : answer;
}
