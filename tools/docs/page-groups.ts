/** A heading of the sidebar and the pages below it: paths below `docs`, without `.md`, in reading order. */
export interface PageGroup {
  readonly title: string;
  readonly pages: readonly string[];
  /** Also takes every page of this folder that no group names, in alphabetical order. */
  readonly restOf?: string;
}

/** The order in which the site shows the documents. Pages that do not exist are left out. */
const PAGE_GROUPS: readonly PageGroup[] = [
  {
    title: 'Start',
    pages: ['guides/getting-started', 'guides/configuration', 'guides/connections', 'guides/tenancy'],
  },
  {
    title: 'Data',
    pages: [
      'guides/repositories',
      'guides/typed-models',
      'guides/indexes',
      'guides/hash-tags',
      'guides/replica-reads',
    ],
  },
  { title: 'Work and messages', pages: ['guides/triggers', 'guides/batches', 'guides/pubsub'] },
  { title: 'Agents', pages: ['guides/agent-state', 'guides/tools'] },
  {
    title: 'Running it',
    pages: [
      'guides/testing',
      'guides/health-and-metrics',
      'guides/doctor',
      'guides/cluster-and-sentinel',
      'guides/server-versions',
      'security',
      'failure-modes',
      'capacity',
    ],
    restOf: 'guides',
  },
  { title: 'To look things up', pages: ['migration-from-python', 'keys', 'glossary'], restOf: '' },
  { title: 'Decisions', pages: ['adr/README'], restOf: 'adr' },
];

/** The groups with the pages that exist, each page in one group. */
export function arrangePages(
  existing: readonly string[],
  groups: readonly PageGroup[] = PAGE_GROUPS,
): { readonly title: string; readonly pages: readonly string[] }[] {
  const named = new Set(groups.flatMap(({ pages }) => pages));
  return groups.map(({ title, pages, restOf }) => ({
    title,
    pages: [
      ...pages.filter((page) => existing.includes(page)),
      ...existing.filter((page) => !named.has(page) && folderOf(page) === restOf).toSorted(),
    ],
  }));
}

function folderOf(page: string): string {
  return page.slice(0, Math.max(page.lastIndexOf('/'), 0));
}
