// Writes the API reference from the doc comments of everything the packages export: one Markdown page per symbol,
// to docs/api, which is not committed. `npm run docs:build` and `npm run docs:dev` run it.
import { join } from 'node:path';
import { Application, Converter } from 'typedoc';
import { libraryPackages, REPOSITORY } from '../release/packages.mjs';

const entryPoints = libraryPackages().flatMap(entryPointsOf);
const app = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: entryPoints.map(({ source }) => source),
  tsconfig: join(REPOSITORY, 'tsconfig.json'),
  basePath: REPOSITORY,
  name: 'API reference',
  readme: 'none',
  outputs: [{ name: 'markdown', path: join(REPOSITORY, 'docs', 'api') }],
  // Types are checked by `npm run typecheck`.
  skipErrorChecking: true,
  logLevel: 'Warn',
  disableSources: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: false,
  excludeExternals: true,
  // What is only used by the signatures of public names is described where it is used.
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  router: 'member',
  sortEntryPoints: false,
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  expandObjects: false,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  enumMembersFormat: 'table',
});
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => nameModules(context.project));

const reference = await app.convert();
if (reference === undefined) throw new Error('The sources could not be read: see the messages above.');
await app.generateOutputs(reference);
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;

/** What a package exports, as its sources: `./health` is `libs/redis/src/health/index.ts`. */
function entryPointsOf({ root, entries }) {
  return entries.map(({ specifier, types }) => ({
    name: specifier,
    source: join(root, types.replace('dist/', 'src/').replace(/\.d\.ts$/, '.ts')),
  }));
}

/** Calls each module as it is imported instead of by the path of its file. */
function nameModules(project) {
  for (const module of project.children ?? []) {
    const file = project.getSymbolIdFromReflection(module)?.fileName ?? module.sources?.[0]?.fullFileName;
    const entryPoint = entryPoints.find(({ source }) => source === file);
    if (entryPoint !== undefined) module.name = entryPoint.name;
  }
}
