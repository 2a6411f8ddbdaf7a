import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { arrangePages } from './page-groups.js';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');

/** The sidebar of guides and documents; each entry is called what its page is called. */
export function guideSidebar(): DefaultTheme.SidebarItem[] {
  const pages = pagesBelow('').filter((page) => page !== 'README');
  return arrangePages(pages).map(({ title, pages: ofGroup }) => ({
    text: title,
    collapsed: ofGroup.length > 12,
    items: ofGroup.map((page) => ({ text: titleOf(page), link: linkOf(page) })),
  }));
}

/** The sidebar of the API reference, from the generated pages. */
export function apiSidebar(): DefaultTheme.SidebarItem[] {
  return pagesBelow('api')
    .filter((page) => page.endsWith('/index') && page !== 'api/index')
    .map((module) => moduleItem(module.replace(/\/index$/, '')))
    .toSorted((a, b) => orderOf(a.text) - orderOf(b.text) || compare(a.text, b.text));
}

function moduleItem(folder: string): DefaultTheme.SidebarItem & { text: string } {
  const items = KINDS.map(({ name, title }) => ({
    text: title,
    collapsed: true,
    items: pagesBelow(`${folder}/${name}`).map((page) => ({
      text: page.slice(page.lastIndexOf('/') + 1),
      link: linkOf(page),
    })),
  })).filter((kind) => kind.items.length > 0);
  return { text: folder.replace('api/', ''), link: `${linkOf(folder)}/`, collapsed: true, items };
}

/** Folders of TypeDoc's pages. */
const KINDS = [
  { name: 'classes', title: 'Classes' },
  { name: 'functions', title: 'Functions' },
  { name: 'interfaces', title: 'Interfaces' },
  { name: 'type-aliases', title: 'Types' },
  { name: 'variables', title: 'Constants' },
  { name: 'enumerations', title: 'Enumerations' },
];

/** The library first, then what stands on it. */
function orderOf(module: string): number {
  if (module.startsWith('@tenantry/redis-testing')) return 2;
  return module.startsWith('@tenantry/agent') ? 1 : 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** Paths of the pages below a folder of `docs`, without `.md`; none if the folder does not exist. */
function pagesBelow(folder: string): string[] {
  const absolute = join(DOCS, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && (folder !== '' || !/^(api|\.vitepress)\b/.test(name)))
    .map((name) => [folder, name.slice(0, -'.md'.length)].filter((part) => part !== '').join('/'))
    .toSorted();
}

function linkOf(page: string): string {
  return `/${page.replace(/(^|\/)(README|index)$/, '$1')}`;
}

function titleOf(page: string): string {
  const text = readFileSync(join(DOCS, `${page}.md`), 'utf8');
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? page;
}
