// All there is to know about the public surface of the packages in libs/.
import { format, resolveConfig } from 'prettier';
import { libraryPackages, REPOSITORY } from '../packages.mjs';
import { placesOfAny } from './any.mjs';
import { declarationProgram, errorsIn } from './declarations.mjs';
import { reportOf } from './report.mjs';
import { surfacesOf } from './surface.mjs';
import { undocumentedIn } from './undocumented.mjs';

/**
 * @param {string} repository absolute path
 * @returns reports (formatted text by name), errors in declarations, places of `any`, names without TSDoc
 */
export async function publicApi(repository = REPOSITORY) {
  const packages = libraryPackages(repository);
  const program = declarationProgram(repository, packages);
  const surfaces = surfacesOf(program, packages);
  return {
    reports: new Map(await Promise.all(surfaces.map(formattedReport))),
    errors: errorsIn(program, packages),
    anys: surfaces.flatMap(placesOfAny),
    undocumented: surfaces.flatMap((surface) => undocumentedIn(program.getTypeChecker(), surface)),
  };
}

async function formattedReport(surface) {
  const configuration = await resolveConfig(import.meta.filename);
  return [surface.entry.report, await format(reportOf(surface), { ...configuration, parser: 'markdown' })];
}
