// The projects that the packages are tried in, each with the versions of peers that are installed there.
import { alternativeOf, highestOf, lowestOf, peersOf } from './peer-ranges.mjs';

/**
 * @typedef {object} ConsumerPlan
 * @property {string} name
 * @property {Readonly<Record<string, string>>} versions
 * @property {readonly ('module' | 'commonjs')[]} types of modules that the application is compiled to and started as
 * @property {readonly ('nodenext' | 'bundler')[]} resolutions ways of finding types that every entry point compiles with
 * @property {boolean} optional whether optional packages are installed
 */

/**
 * @param {readonly import('./packages.mjs').LibraryPackage[]} libraries
 * @param {string} nodeTypes version of @types/node
 * @returns {readonly ConsumerPlan[]}
 */
export function consumerPlans(libraries, nodeTypes) {
  const peers = [...peersOf(libraries)];
  const required = peers.filter(([, { optional }]) => !optional);
  const versionsOf = (list, pick) => ({
    ...Object.fromEntries(list.map(([name, { range }]) => [name, pick(range, name)])),
    '@types/node': nodeTypes,
  });
  const ofNest = (major, pick) => (range, name) => {
    const alternative = name.startsWith('@nestjs/') ? alternativeOf(range, major) : range;
    return pick(alternative ?? range);
  };
  return [
    {
      name: 'Nest 12',
      versions: versionsOf(peers, highestOf),
      types: ['module', 'commonjs'],
      resolutions: ['nodenext', 'bundler'],
      optional: true,
    },
    {
      name: 'Nest 11',
      versions: versionsOf(peers, ofNest(11, highestOf)),
      types: ['commonjs', 'module'],
      resolutions: ['nodenext'],
      optional: true,
    },
    {
      name: 'lowest peers',
      versions: versionsOf(peers, lowestOf),
      types: ['commonjs'],
      resolutions: ['nodenext'],
      optional: true,
    },
    {
      name: 'lowest peers, Nest 12',
      versions: versionsOf(peers, ofNest(12, lowestOf)),
      types: ['module'],
      resolutions: ['nodenext'],
      optional: true,
    },
    {
      name: 'no optional peers',
      versions: versionsOf(required, highestOf),
      types: ['module'],
      resolutions: [],
      optional: false,
    },
  ];
}
