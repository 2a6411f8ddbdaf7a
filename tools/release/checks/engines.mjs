// "engines" are true: what the packages depend on installs on this Node, with npm told to be strict.
// Peers are the application's choice, and not part of it.

/**
 * @param {import('../consumer.mjs').Consumer} consumer a new one
 * @param {readonly import('../pack.mjs').PackedPackage[]} packed
 */
export async function checkEngines(consumer, packed) {
  await consumer.install(packed, {}, ['--engine-strict', '--legacy-peer-deps']);
  return `Node ${process.version}`;
}
