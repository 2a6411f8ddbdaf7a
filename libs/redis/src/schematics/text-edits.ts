/** Text that replaces the characters from `start` to `end`; nothing is replaced where they are the same. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  // From the end, so that positions stay true; of two at one place the later one stands behind.
  const ordered = edits.map((edit, at) => ({ ...edit, at }));
  ordered.sort((one, other) => other.start - one.start || other.at - one.at);
  for (const { start, end, text: replacement } of ordered) {
    result = result.slice(0, start) + replacement + result.slice(end);
  }
  return result;
}

/** An edit that only adds. */
export function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}
