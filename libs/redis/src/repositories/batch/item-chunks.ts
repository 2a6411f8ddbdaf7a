const MOST_ITEMS = 5_000;
const MOST_CHARACTERS = 1_048_576;

/** Texts in chunks that one script call takes without holding up the server; none for no texts. */
export function* itemChunks(texts: readonly string[]): Generator<readonly string[]> {
  let start = 0;
  let characters = 0;
  for (const [index, text] of texts.entries()) {
    if (index > start && (index - start === MOST_ITEMS || characters + text.length > MOST_CHARACTERS)) {
      yield texts.slice(start, index);
      start = index;
      characters = 0;
    }
    characters += text.length;
  }
  if (start < texts.length) yield texts.slice(start);
}
