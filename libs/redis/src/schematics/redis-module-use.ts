import type { Tree } from '@angular-devkit/schematics';

const USE = /\bforRoot(Async)?\(/;

/** Whether some file of the application imports RedisModule already, maybe another module than the root one. */
export function importsRedisModule(tree: Tree, sourceRoot: string): boolean {
  let isUsed = false;
  tree.getDir(sourceRoot).visit((path) => {
    if (isUsed || !/\.ts$/.test(path) || /\.(d|spec|test)\.ts$/.test(path)) return;
    const text = tree.readText(path);
    isUsed = /['"]@tenantry\/redis['"]/.test(text) && /\bRedisModule\b/.test(text) && USE.test(text);
  });
  return isUsed;
}
