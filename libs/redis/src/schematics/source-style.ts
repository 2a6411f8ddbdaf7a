import type ts from 'typescript';
import type { TypeScript } from './typescript.js';

/** How a file is written. */
export interface SourceStyle {
  readonly quote: '"' | "'";
  /** `;`, or nothing. */
  readonly end: string;
  /** One step of indentation. */
  readonly indent: string;
  readonly lineBreak: string;
  /** What imports of the project's own files end with: `.js`, or nothing. */
  readonly extension: '.js' | '';
}

/** As the file is written; where it does not say, as Nest writes its files. */
export function styleOf(
  typescript: TypeScript,
  source: ts.SourceFile,
  extensionOfProject: '.js' | '',
): SourceStyle {
  const imports = source.statements.filter((statement) => typescript.isImportDeclaration(statement));
  const first = imports[0]?.moduleSpecifier.getText(source);
  const own = imports
    .map(({ moduleSpecifier }) => (typescript.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''))
    .find((specifier) => specifier.startsWith('.'));
  const indent = /^( {2,8}|\t)\S/m.exec(source.text)?.[1];
  return {
    quote: first?.startsWith('"') === true ? '"' : "'",
    end: imports.length === 0 || imports.some((each) => each.getText(source).endsWith(';')) ? ';' : '',
    indent: indent ?? '  ',
    lineBreak: source.text.includes('\r\n') ? '\r\n' : '\n',
    extension: own === undefined ? extensionOfProject : own.endsWith('.js') ? '.js' : '',
  };
}
