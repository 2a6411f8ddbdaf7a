import type { Calls } from './record-calls.js';

/** The id is the action and the identifier. */
export const TRIGGER_CALLS: Calls = {
  set: async ({ triggers }, id) => triggers.set(id, id, 600, { payload: { id } }),
  'set (again)': async ({ triggers }, id) => triggers.set(id, id, 700),
  setMany: async ({ triggers }, id) => triggers.setMany([{ action: id, identifier: id, when: 600 }]),
  get: async ({ triggers }, id) => triggers.get(id, id),
  list: async ({ triggers }, id) => triggers.list({ action: id }),
  deadLetters: async ({ triggers }) => triggers.deadLetters(),
  retryDead: async ({ triggers }) => triggers.retryDead('all'),
  discardDead: async ({ triggers }) => triggers.discardDead('all'),
  deleteAllByIdentifier: async ({ triggers }, id) => triggers.deleteAllByIdentifier(id),
  delete: async ({ triggers }, id) => triggers.delete(id, id),
};
