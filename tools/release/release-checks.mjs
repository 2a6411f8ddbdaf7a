// The checks, and what each of them waits for.
import { join } from 'node:path';
import { buildPackages } from './build.mjs';
import { checkCommands } from './checks/commands.mjs';
import { checkContents } from './checks/contents.mjs';
import { checkDependencies } from './checks/dependencies.mjs';
import { checkEngines } from './checks/engines.mjs';
import { checkOptionalPeers } from './checks/optional-peers.mjs';
import { checkWithAttw, checkWithPublint } from './checks/package-lint.mjs';
import { checkTypes } from './checks/types.mjs';
import { Consumer } from './consumer.mjs';
import { consumerPlans } from './consumers.mjs';
import { packPackages } from './pack.mjs';
import { libraryPackages, rootManifest } from './packages.mjs';
import { runNode } from './run.mjs';

/**
 * @param {import('./runner.mjs').CheckRunner} runner
 * @param {{ folder: string, build: boolean }} options an empty folder for the projects; whether to build first
 */
export async function releaseChecks(runner, { folder, build }) {
  const libraries = libraryPackages();
  if (build) await runner.prepare('build', buildPackages);
  const packed = await runner.prepare('pack', async () => packPackages(join(folder, 'tarballs')));
  await Promise.all([
    runner.check('public API: as checked in, no any, TSDoc', async () =>
      (await runNode([join(import.meta.dirname, 'api-report.mjs'), '--check'])).trim(),
    ),
    ...packed.flatMap((each) => packageChecks(runner, each)),
    ...consumerPlans(libraries, rootManifest().devDependencies['@types/node']).map(async (plan, index) =>
      consumerChecks(runner, plan, new Consumer(join(folder, `project-${index}`)), { libraries, packed }),
    ),
    runner.check('engines', async () => checkEngines(new Consumer(join(folder, 'engines')), packed)),
  ]);
}

function packageChecks(runner, packed) {
  const { library } = packed;
  return [
    runner.check(`${library.name}: files`, async () => checkContents(packed)),
    runner.check(`${library.name}: dependencies`, () => checkDependencies(library)),
    runner.check(`${library.name}: publint`, async () => checkWithPublint(packed)),
    runner.check(`${library.name}: attw`, async () => checkWithAttw(packed)),
  ];
}

/** One after the other: they share a project. */
async function consumerChecks(runner, plan, consumer, { libraries, packed }) {
  const checks = checksIn(plan, consumer, libraries).filter(([name]) => runner.wants(name));
  if (checks.length === 0) return;
  const installed = await runner
    .prepare(`${plan.name}: install`, async () => void (await consumer.install(packed, plan.versions)))
    .then(
      () => true,
      () => false,
    );
  if (!installed) return;
  for (const [name, check] of checks) await runner.check(name, check);
}

function checksIn({ name, types, resolutions, optional }, consumer, libraries) {
  const specifiers = libraries.flatMap(({ entries }) => entries.map(({ specifier }) => specifier));
  const applications = types.map((type) => [
    `${name}: application, ${type}`,
    async () => consumer.startApplication(type, optional ? 'main.observed' : 'main'),
  ]);
  const compilations = resolutions.map((resolution) => [
    `${name}: types, ${resolution}`,
    async () => checkTypes(consumer, specifiers, resolution),
  ]);
  const loading = [
    [`${name}: entry points`, async () => checkOptionalPeers(consumer, libraries)],
    [`${name}: commands`, async () => checkCommands(consumer, libraries)],
  ];
  return [...applications, ...compilations, ...(optional ? [] : loading)];
}
