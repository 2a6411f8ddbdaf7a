import { posix } from 'node:path';
import type { Rule, SchematicContext, Tree } from '@angular-devkit/schematics';
import { addEnvironmentExample } from './environment-file.js';
import { exampleFiles } from './example-files.js';
import { withEntries, type ModuleEntry } from './module-file.js';
import { addFile } from './new-file.js';
import { neededPackages } from './own-package.js';
import { addDependencies, appNameOf, extensionOf, sourceRootOf } from './project.js';
import { importsRedisModule } from './redis-module-use.js';
import { findRootModule } from './root-module.js';
import { loadTypeScript } from './typescript.js';

/** Options of `nest add @tenantry/redis`. */
export interface NestAddOptions {
  /** Folder of the sources. @default that of nest-cli.json, else `src` */
  readonly sourceRoot?: string;
  /** File of the root module. @default the one that `main.ts` starts */
  readonly module?: string;
  /** Leaves out the example of a trigger. @default false */
  readonly skipExample?: boolean;
  /** Does not run the package manager. @default false */
  readonly skipInstall?: boolean;
}

const PACKAGE = '@tenantry/redis';

/**
 * Adds RedisModule to the root module, its variables to `.env.example`, the packages it needs, and an example of a
 * trigger. Run again it changes nothing.
 * @throws SchematicError for a project that has to be changed by hand; then nothing is changed
 */
export function nestAdd(options: NestAddOptions): Rule {
  return (tree: Tree, context: SchematicContext) => {
    const sourceRoot = sourceRootOf(tree, options.sourceRoot);
    const extension = extensionOf(tree);
    const typescript = loadTypeScript();
    const { path, className } = findRootModule(typescript, tree, { sourceRoot, module: options.module });
    const folder = posix.relative(posix.dirname(path), sourceRoot);
    const example = `${folder === '' ? '.' : folder}/reminders/reminders.module`;
    const entries = [
      ...(importsRedisModule(tree, sourceRoot) ? [] : [redisModuleEntry(appNameOf(tree))]),
      ...(options.skipExample === true ? [] : [exampleModuleEntry(example)]),
    ];
    const before = tree.readText(path);
    const after = withEntries(typescript, { path, text: before, className, extension }, entries);
    if (after !== before) tree.overwrite(path, after);
    if (options.skipExample !== true) {
      exampleFiles(extension).forEach((file) => addFile(tree, sourceRoot, file));
    }
    addEnvironmentExample(tree);
    const isIncomplete = addDependencies(tree, neededPackages());
    if (isIncomplete && options.skipInstall !== true) installPackages(context);
    adviseShutdownHooks(tree, context, posix.join(sourceRoot, 'main.ts'));
    return tree;
  };
}

function redisModuleEntry(appName: string): ModuleEntry {
  return {
    list: 'imports',
    symbol: { name: 'RedisModule', from: PACKAGE, otherwise: 'TenantryRedisModule' },
    code: (local, { quote }) => `${local}.forRoot({ appName: ${quote}${appName}${quote} })`,
  };
}

function exampleModuleEntry(from: string): ModuleEntry {
  return {
    list: 'imports',
    symbol: {
      name: 'RemindersModule',
      from: from.startsWith('.') ? from : `./${from}`,
      otherwise: 'ExampleRemindersModule',
    },
    code: (local) => local,
  };
}

/** As NodePackageInstallTask of the devkit, which is not loaded: it belongs to whoever runs this. */
function installPackages(context: SchematicContext): void {
  context.addTask({
    toConfiguration: () => ({ name: 'node-package', options: { command: 'install', quiet: true } }),
  });
}

function adviseShutdownHooks(tree: Tree, { logger }: SchematicContext, main: string): void {
  if (!tree.exists(main) || tree.readText(main).includes('enableShutdownHooks')) return;
  logger.info(
    `Call app.enableShutdownHooks() in ${main}: then running triggers finish when the process is told to end.`,
  );
}
