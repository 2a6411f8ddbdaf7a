import { posix } from 'node:path';
import type { Tree } from '@angular-devkit/schematics';
import { SchematicError } from './schematic.error.js';

const MODULE_FILE = /\.module\.ts$/;

/**
 * The module that a new file belongs to: that of its folder, or of the nearest one above.
 * @throws SchematicError if a folder has several, or none has one
 */
export function findNearestModule(tree: Tree, folder: string, sourceRoot: string): string {
  for (let current = folder; ; current = posix.dirname(current)) {
    const files = tree.getDir(current).subfiles.filter((file) => MODULE_FILE.test(file));
    const [file] = files.includes('app.module.ts' as (typeof files)[number]) ? ['app.module.ts'] : files;
    if (file !== undefined && (files.length === 1 || file === 'app.module.ts'))
      return posix.join(current, file);
    if (files.length > 1) {
      throw new SchematicError(
        `${current} has several modules (${files.join(', ')}): name one with --module.`,
      );
    }
    if (current === sourceRoot || current === '.' || current === '/') break;
  }
  throw new SchematicError(`No *.module.ts was found in ${folder} or above: name one with --module.`);
}
