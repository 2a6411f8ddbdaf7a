import { parseAllDocuments } from 'yaml';
import type { MarkdownBlock } from './markdown-blocks.js';
import { isTypeScript } from './snippet-modules.js';

/** JSON and YAML that cannot be parsed. */
export function unparsableBlocks(blocks: readonly MarkdownBlock[]): string[] {
  return blocks.flatMap((block) => {
    const problem = problemOf(block);
    return problem === undefined ? [] : [`${block.path}:${block.line} ${problem}`];
  });
}

function problemOf({ language, text }: MarkdownBlock): string | undefined {
  if (language === 'json') {
    try {
      JSON.parse(text);
    } catch (error) {
      return String(error);
    }
  }
  if (language === 'yaml' || language === 'yml') {
    const documents = parseAllDocuments(text);
    const [error] = Array.isArray(documents) ? documents.flatMap(({ errors }) => errors) : [];
    return error?.message;
  }
  return undefined;
}

const BODY = /(?<!\btr )-d '(?<body>[^']*)'/g;

/** Bodies of `curl` calls that are no JSON. */
export function unparsableBodies(blocks: readonly MarkdownBlock[]): string[] {
  return blocks
    .filter(({ language }) => language === 'sh' || language === 'bash')
    .flatMap((block) =>
      Array.from(block.text.matchAll(BODY), ({ groups }) => ({
        ...block,
        language: 'json',
        text: groups?.['body'] ?? '',
      })),
    )
    .flatMap((body) => unparsableBlocks([body]));
}

/** Languages that {@link isTypeScript} passes over. */
const NEVER_COMPILED = new Set(['js', 'javascript', 'tsx', 'jsx', 'mts']);

const SHORTEST_REASON = 10;

/** Blocks of JavaScript, which nothing compiles, and those that are left out without a reason. */
export function uncheckedBlocks(blocks: readonly MarkdownBlock[]): string[] {
  return blocks.flatMap((block) => {
    const { path, line, language, notCompiled } = block;
    if (NEVER_COMPILED.has(language)) {
      return [`${path}:${line} write it in TypeScript (ts), so that it is compiled`];
    }
    const isLeftOut = notCompiled !== undefined && isTypeScript(block);
    return isLeftOut && notCompiled.length < SHORTEST_REASON
      ? [`${path}:${line} say why it is not compiled`]
      : [];
  });
}
