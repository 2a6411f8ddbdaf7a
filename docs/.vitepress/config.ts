import { defineConfig } from 'vitepress';
import { headingAnchor } from '../../tools/docs/heading-anchor.js';
import { apiSidebar, guideSidebar } from '../../tools/docs/site-sidebar.js';
import { rewriteLinks, SOURCE_URL } from '../../tools/docs/site-links.js';

/** Names of classes are long, and the list of documents begins below the three boxes. */
const STYLE = ':root { --vp-sidebar-width: 310px } .VPHome .vp-doc h1 { margin-top: 64px }';

/** `npm run docs:dev` and `npm run docs:build`. */
export default defineConfig({
  title: 'Tenantry',
  description: 'The Redis layer of a multi-tenant NestJS backend',
  cacheDir: '../node_modules/.cache/vitepress',
  cleanUrls: true,
  head: [['style', {}, STYLE]],
  // The index of the search is larger than Vite likes; it is loaded with the first search.
  vite: { build: { chunkSizeWarningLimit: 4_000 } },
  // Links that lead nowhere fail the build; anchors are checked afterwards by tools/docs/check-site.mjs.
  ignoreDeadLinks: false,
  // GitHub shows README.md as the page of its folder, the site wants index.md. The API reference is generated.
  rewrites: (path) => path.replace(/(^|\/)README\.md$/, '$1index.md'),
  markdown: {
    anchor: { slugify: headingAnchor },
    config: (markdown) => markdown.use(rewriteLinks),
  },
  transformPageData: (page) =>
    page.relativePath === 'index.md'
      ? { frontmatter: { ...page.frontmatter, layout: 'home', hero: HERO, features: FEATURES } }
      : undefined,
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/guides/getting-started', activeMatch: '^/guides/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
      { text: 'Failure modes', link: '/failure-modes' },
      { text: 'From Python', link: '/migration-from-python' },
    ],
    sidebar: { '/': guideSidebar(), '/api/': apiSidebar() },
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: SOURCE_URL }],
    editLink: { pattern: `${SOURCE_URL}/blob/main/docs/:path`, text: 'Source of this page' },
  },
});

const HERO = {
  name: 'Tenantry',
  text: 'The Redis layer of a multi-tenant NestJS backend',
  tagline:
    'Import one module, inject repositories that are already the tenant’s. Triggers, queues, pub/sub and agents on the same ground.',
  actions: [
    { theme: 'brand', text: 'Get started', link: '/guides/getting-started' },
    { theme: 'alt', text: 'What happens when it breaks', link: '/failure-modes' },
    { theme: 'alt', text: 'API', link: '/api/' },
  ],
};

const FEATURES = [
  {
    title: 'No tenant sees another’s data',
    details: 'The tenant is in every key before your code runs. Hostile ids are escaped, patterns inert.',
    link: '/guides/tenancy',
  },
  {
    title: 'Nothing accepted is lost',
    details:
      'Writes are atomic scripts, triggers a durable schedule, queues leases. Outages have typed errors.',
    link: '/failure-modes',
  },
  {
    title: 'Nothing grows with the keyspace',
    details: 'Indexes instead of scans, pages instead of lists, one round trip for each write.',
    link: '/guides/indexes',
  },
];
