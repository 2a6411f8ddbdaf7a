import { posix } from 'node:path';
import type { Rule, Tree } from '@angular-devkit/schematics';
import { withEntries } from './module-file.js';
import { parseName, type NewName } from './names.js';
import { findNamedModule } from './named-module.js';
import { findNearestModule } from './nearest-module.js';
import { createFile } from './new-file.js';
import { extensionOf, sourceRootOf } from './project.js';
import { loadTypeScript } from './typescript.js';

/** Options of the generators. */
export interface GenerateOptions {
  /** Name of what is made. May begin with folders: `orders/welcome-mail`. */
  readonly name: string;
  /** Folder below that of the sources. @default that folder */
  readonly path?: string;
  /** Folder of the sources. @default that of nest-cli.json, else `src` */
  readonly sourceRoot?: string;
  /** File of the module that provides it. @default the nearest one */
  readonly module?: string;
  /** Leaves out the provider. @default false */
  readonly skipImport?: boolean;
}

/** What a generator makes. */
interface Generated {
  /** `handler`, `repository`: second part of the file's name. */
  readonly kind: string;
  readonly className: (name: NewName) => string;
  readonly text: (name: NewName) => string;
}

/** Adds a handler of a trigger, and provides it. @throws SchematicError */
export function handler(options: GenerateOptions): Rule {
  return generate(options, {
    kind: 'handler',
    className: ({ type }) => `${type}Handler`,
    text: ({ type, method, action }) => `import { Injectable } from '@nestjs/common';
import { OnExpire, type ExpiryEvent } from '@tenantry/redis';

@Injectable()
export class ${type}Handler {
  /** Called when a trigger of the action is due; it has to bear being repeated after a crash. */
  @OnExpire('${action}')
  async ${method}(event: ExpiryEvent): Promise<void> {
    event.signal.throwIfAborted();
  }
}
`,
  });
}

/** Adds a repository of the tenant's own records, and provides it. @throws SchematicError */
export function repository(options: GenerateOptions): Rule {
  return generate(options, {
    kind: 'repository',
    className: ({ type }) => `${type}Repository`,
    text: ({ type, file }) => `import { Inject, Injectable } from '@nestjs/common';
import { HashRepository, TenantRedis, type TenantId } from '@tenantry/redis';

/** Records of the tenant: get, upsert, set, updateField, delete ... */
@Injectable()
export class ${type}Repository extends HashRepository {
  constructor(@Inject(TenantRedis) tenantRedis: TenantRedis) {
    super(tenantRedis);
  }

  protected override keyOf(_tenant: TenantId, id: string): string {
    return this.key('${file}', id);
  }
}
`,
  });
}

function generate(options: GenerateOptions, generated: Generated): Rule {
  return (tree: Tree) => {
    const folders = options.name.split('/');
    const name = parseName(folders.pop() ?? '');
    const sourceRoot = sourceRootOf(tree, options.sourceRoot);
    const folder = posix.join(sourceRoot, options.path ?? '', ...folders);
    const file = `${name.file}.${generated.kind}`;
    if (options.skipImport !== true) {
      const modulePath =
        options.module === undefined
          ? findNearestModule(tree, folder, sourceRoot)
          : findNamedModule(tree, options.module);
      const relative = posix.relative(posix.dirname(modulePath), posix.join(folder, file));
      provide(tree, modulePath, generated.className(name), relative);
    }
    createFile(tree, posix.join(folder, `${file}.ts`), generated.text(name));
    return tree;
  };
}

function provide(tree: Tree, path: string, className: string, relative: string): void {
  const place = { path, text: tree.readText(path), extension: extensionOf(tree) };
  const symbol = {
    name: className,
    from: relative.startsWith('.') ? relative : `./${relative}`,
    otherwise: `New${className}`,
  };
  const entry = { list: 'providers', symbol, code: (local: string) => local } as const;
  const text = withEntries(loadTypeScript(), place, [entry]);
  if (text !== place.text) tree.overwrite(path, text);
}
