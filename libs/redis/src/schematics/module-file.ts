import { importEdit, type WantedImport } from './import-edits.js';
import { findModule } from './module-metadata.js';
import { listEdit, listHas, type MetadataList } from './metadata-edits.js';
import { styleOf, type SourceStyle } from './source-style.js';
import { applyEdits } from './text-edits.js';
import type { TypeScript } from './typescript.js';

/** Something that a module is to have. */
export interface ModuleEntry {
  readonly list: MetadataList;
  /** What has to be imported. `from`: a package, or a path without extension that begins with `./` or `../`. */
  readonly symbol: WantedImport;
  /** The entry as code. @param local what the symbol is called in the file */
  readonly code: (local: string, style: SourceStyle) => string;
}

/** Where a module is. */
export interface ModulePlace {
  readonly path: string;
  readonly text: string;
  /** Which module, where the file has several. @default the only one */
  readonly className?: string | undefined;
  /** What imports of the project's own files end with, where the file does not tell. */
  readonly extension: '.js' | '';
}

/**
 * The text of a module's file with entries added, each one unless it is there already.
 * @throws SchematicError if the file is written in a way that cannot be added to
 */
export function withEntries(
  typescript: TypeScript,
  place: ModulePlace,
  entries: readonly ModuleEntry[],
): string {
  return entries.reduce((text, entry) => withEntry(typescript, { ...place, text }, entry), place.text);
}

function withEntry(typescript: TypeScript, place: ModulePlace, { list, symbol, code }: ModuleEntry): string {
  const { path, text, className, extension } = place;
  const source = typescript.createSourceFile(path, text, typescript.ScriptTarget.Latest, true);
  const { metadata } = findModule(typescript, source, className);
  const style = styleOf(typescript, source, extension);
  const from = symbol.from.startsWith('.') ? symbol.from + style.extension : symbol.from;
  const { local, edits } = importEdit(typescript, source, { ...symbol, from }, style);
  const parts = { typescript, source, metadata, style };
  if (edits.length === 0 && listHas(parts, list, local)) return text;
  return applyEdits(text, [...edits, listEdit(parts, list, code(local, style))]);
}
