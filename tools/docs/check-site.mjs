// Looks at the built site for links that lead nowhere: pages, files and anchors, the API reference included.
// `npm run docs:build` runs it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const SITE = join(import.meta.dirname, '..', '..', 'docs', '.vitepress', 'dist');

const pages = new Map(
  readdirSync(SITE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html') && name !== '404.html')
    .map((name) => [`/${name.replaceAll('\\', '/')}`, readFileSync(join(SITE, name), 'utf8')]),
);
const idsOf = new Map([...pages].map(([path, html]) => [path, attributes(html, 'id')]));

/** Pages by the broken link they have: one in the navigation is on every page. */
const broken = new Map();
for (const [path, html] of pages) {
  for (const href of attributes(html, 'href')) {
    if (!leadsSomewhere(path, href)) broken.set(href, [...(broken.get(href) ?? []), path]);
  }
}
for (const [href, [first, ...others]] of broken) {
  console.error(`${href} leads nowhere: ${first}${others.length === 0 ? '' : ` and ${others.length} more`}`);
}
console.log(`${pages.size} pages, ${broken.size} broken links`);
if (pages.size === 0 || broken.size > 0) process.exitCode = 1;

function leadsSomewhere(from, href) {
  if (/^([a-z]+:|\/\/)/.test(href)) return true;
  const [path = '', anchor = ''] = href.split('#');
  const target =
    path === '' ? from : fileOf(posix.join(posix.dirname(from), path.startsWith('/') ? '' : path), path);
  const ids = idsOf.get(target);
  if (ids === undefined) return existsSync(join(SITE, target));
  return anchor === '' || ids.has(decodeURIComponent(anchor));
}

/** The file that a server shows for a path without `.html`. */
function fileOf(relative, path) {
  const absolute = path.startsWith('/') ? path : relative;
  if (absolute.endsWith('/')) return `${absolute}index.html`;
  return posix.extname(absolute) === '' || pages.has(`${absolute}.html`) ? `${absolute}.html` : absolute;
}

function attributes(html, name) {
  return new Set(
    Array.from(html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g')), ([, value]) => decode(value)),
  );
}

function decode(text) {
  return text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
}
