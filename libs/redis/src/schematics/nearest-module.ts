import { posix } from 'node:path';
import type { Tree } from '@angular-devkit/schematics';
import { SchematicError } from './schematic.error.js';

const MODULE_FILE = /\.module\.ts$/;
/** The module of an application: of several in a folder, the others are its own. */
const APP_MODULE_FILE = 'app.module.ts';

/**
 * The module that a new file belongs to: that of its folder, or of the nearest one above.
 * @throws SchematicError if a folder has several, or none has one
 */
export function findNearestModule(tree: Tree, folder: string, sourceRoot: string): string {
  for (let current = folder; ; current = posix.dirname(current)) {
    const files = tree.getDir(current).subfiles.filter((file) => MODULE_FILE.test(file));
    const ofApp = files.find((file) => String(file) === APP_MODULE_FILE);
    const file = ofApp ?? files[0];
    if (ofApp === undefined && files.length > 1) {
      throw new SchematicError(
        `${current} has several modules (${files.join(', ')}): name one with --module.`,
      );
    }
    if (file !== undefined) return posix.join(current, file);
    if (current === sourceRoot || current === '.' || current === '/') break;
  }
  throw new SchematicError(`No *.module.ts was found in ${folder} or above: name one with --module.`);
}
