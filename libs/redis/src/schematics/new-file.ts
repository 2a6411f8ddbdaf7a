import { posix } from 'node:path';
import type { Tree } from '@angular-devkit/schematics';
import { SchematicError } from './schematic.error.js';

/** A file that is added to a project. */
export interface NewFile {
  /** Below the folder of the sources. */
  readonly path: string;
  readonly text: string;
}

/** Adds a file, unless there is one of that name: it may have been changed since. */
export function addFile(tree: Tree, folder: string, { path, text }: NewFile): void {
  const full = posix.join(folder, path);
  if (!tree.exists(full)) tree.create(full, text);
}

/** Adds a file that somebody asked for by its name. @throws SchematicError if there is one with another content */
export function createFile(tree: Tree, path: string, text: string): void {
  if (!tree.exists(path)) tree.create(path, text);
  else if (tree.readText(path) !== text)
    throw new SchematicError(`${path} exists already, and is not overwritten.`);
}
