import { createRequire } from 'node:module';
import { join } from 'node:path';
import type ts from 'typescript';
import { SchematicError } from './schematic.error.js';

/** The compiler, as its package exports it. */
export type TypeScript = typeof ts;

/**
 * The compiler of the project that is changed: every Nest project has one, and it knows the project's syntax.
 * @throws SchematicError if it has none
 */
export function loadTypeScript(): TypeScript {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return createRequire(from)('typescript') as TypeScript;
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
      if (!isAbsent) throw error;
    }
  }
  throw new SchematicError(
    'The project has no TypeScript to read its modules with: npm install -D typescript',
  );
}
