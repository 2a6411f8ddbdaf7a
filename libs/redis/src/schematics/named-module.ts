import type { Tree } from '@angular-devkit/schematics';
import { SchematicError } from './schematic.error.js';

/**
 * The file of the module that `--module` names, with or without `.ts`.
 * @throws SchematicError if it does not exist
 */
export function findNamedModule(tree: Tree, module: string): string {
  const path = module.endsWith('.ts') ? module : `${module}.ts`;
  if (tree.exists(path)) return path;
  throw new SchematicError(`There is no file ${path}, which --module names.`);
}
