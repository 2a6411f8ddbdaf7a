/** A fenced block of code in a document, or the prelude of one. */
export interface MarkdownBlock {
  /** Path of the document, relative to the root of the repository. */
  readonly path: string;
  /** Line of the document in which the text begins, from 1. */
  readonly line: number;
  /** The word after the fence, such as `ts`; `prelude` for the hidden comment before fragments. */
  readonly language: string;
  readonly text: string;
  /** Why this block is not compiled, if a comment before it says so. */
  readonly notCompiled: string | undefined;
}

const FENCED = /^(?<fence> *`{3,})(?<language>[a-z]*)[^\n]*\n(?<code>.*?)^\k<fence>$/;
const PRELUDE = /^<!-- prelude\n(?<prelude>.*?)-->$/;
const NOT_COMPILED = /<!-- not compiled: (?<reason>[^\n]*?) *-->\s*$/;
const BLOCK = new RegExp(`${FENCED.source}|${PRELUDE.source}`, 'gms');

/** The blocks of a document, from top to bottom. */
export function blocksOf(path: string, document: string): MarkdownBlock[] {
  return Array.from(document.matchAll(BLOCK), (match) => {
    const { fence, language = '', code, prelude } = match.groups ?? {};
    const text = code ?? prelude ?? '';
    const indent = /^ */.exec(fence ?? '')?.[0] ?? '';
    return {
      path,
      line: document.slice(0, match.index).split('\n').length + 1,
      language: prelude === undefined ? language : 'prelude',
      text: indent === '' ? text : text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      notCompiled: NOT_COMPILED.exec(document.slice(0, match.index))?.groups?.['reason'],
    };
  });
}
