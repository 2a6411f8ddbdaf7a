import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { MarkdownEnv, MarkdownRenderer } from 'vitepress';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where the repository is shown on the web, as the manifest of the library says. */
export const SOURCE_URL = repositoryOf(
  JSON.parse(readFileSync(join(ROOT, 'libs', 'redis', 'package.json'), 'utf8')),
);

/**
 * Documents link to one another as files of the repository. On the site a link to `README.md` leads to the page of
 * its folder, and one that leaves `docs` to the file on the web.
 */
export function rewriteLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('links-of-the-site', ({ tokens, env }: { tokens: Tokens; env: MarkdownEnv }) => {
    // The path of the source: `relativePath` is that of the page.
    const from = posix.relative(join(ROOT, 'docs'), env.path);
    for (const { children } of tokens) {
      for (const token of children ?? []) {
        const href = token.type === 'link_open' ? token.attrGet('href') : null;
        if (href !== null) token.attrSet('href', linkOnSite(from, href));
      }
    }
  });
}

/**
 * What a link of a document is on the site.
 * @param from path of the document below `docs`
 */
export function linkOnSite(from: string, href: string, sourceUrl = SOURCE_URL): string {
  if (/^([a-z]+:|#|\/)/.test(href)) return href;
  const [path = '', ...anchor] = href.split(/(?=#)/);
  const target = posix.join(posix.dirname(from), path);
  const onWeb = target.startsWith('../') || !target.endsWith('.md');
  if (onWeb) return `${sourceUrl}/blob/main/${posix.join('docs', target)}${anchor.join('')}`;
  return path.replace(/(^|\/)README\.md$/, '$1index.md') + anchor.join('');
}

type Tokens = ReturnType<MarkdownRenderer['parse']>;

function repositoryOf(manifest: { repository?: { url?: string } }): string {
  const url = manifest.repository?.url;
  if (url === undefined) throw new Error('libs/redis/package.json names no repository.url');
  return url.replace(/^git\+/, '').replace(/\.git$/, '');
}
