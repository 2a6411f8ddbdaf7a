import { Parser, type CST } from 'yaml';

/**
 * Levels of lists and maps in a YAML text, counted up to `limit`. Reading the content recurses at every level, and a
 * text of some kilobytes can have so many that the process dies of it: no exception that could be caught. The
 * tokens, which are looked at here, are made without recursion.
 */
export function isDeeperThan(limit: number, text: string): boolean {
  const waiting: { readonly token: CST.Token; readonly depth: number }[] = [];
  for (const token of new Parser().parse(text)) waiting.push({ token, depth: 0 });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > limit) return true;
    for (const child of childrenOf(token)) waiting.push({ token: child, depth: depth + 1 });
  }
  return false;
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((child) => child != null));
}
