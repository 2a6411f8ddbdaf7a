import { describe, expect, it } from 'vitest';
import { parseTenantId } from '../../libs/redis/src/context/tenant-id.js';
import { KeyFactory } from '../../libs/redis/src/keys/key-factory.js';
import { DEFAULT_KEY_PREFIXES, type KeyOptions } from '../../libs/redis/src/keys/key-options.js';
import { KeyParser } from '../../libs/redis/src/keys/key-parser.js';
import { vectors, type KeyVector } from './vectors.js';

const python: KeyOptions = { layout: 'python', hashTag: false, prefixes: DEFAULT_KEY_PREFIXES };
const keys = new KeyFactory(python);
const parser = new KeyParser(python);

/** What each recorded method is here. */
const METHODS: Record<string, (...args: string[]) => unknown> = {
  user: (tenant = '', userId = '') => keys.user(parseTenantId(tenant), userId),
  handler: (tenant = '', name = '', userId = '') => keys.state(parseTenantId(tenant), name, userId),
  table: (tenant = '', table = '', pk = '') => keys.tableRow(parseTenantId(tenant), table, pk),
  trigger: (tenant = '', action = '', identifier = '') =>
    keys.trigger(parseTenantId(tenant), action, identifier),
  shared_state: (tenant = '', state = '', userId = '') =>
    keys.sharedState(parseTenantId(tenant), state, userId),
  batch_list: (tenant = '', service = '', entity = '', action = '') =>
    keys.batchList(parseTenantId(tenant), service, entity, action),
  pending_set: (service = '') => keys.pendingTenants(service),
  parse_trigger: (key = '') => {
    const parsed = parser.parseTrigger(key);
    return parsed && { $tuple: [parsed.tenant, parsed.action, parsed.identifier] };
  },
  is_trigger_key: (key = '') => parser.isTriggerKey(key),
};

/** Keys that Python builds or parses and this library refuses: tenants with a colon, ids without a character. */
const REFUSED = new Set([
  'user("a:c","b")',
  'user("","")',
  'parse_trigger(":EXPTRIGGER::")',
  'parse_trigger("acme:EXPTRIGGER:remind:")',
]);

const nameOf = ({ method, args }: KeyVector) => `${method}(${args.map((arg) => JSON.stringify(arg)).join()})`;
const accepted = vectors.keys.filter((vector) => !REFUSED.has(nameOf(vector)));
const refused = vectors.keys.filter((vector) => REFUSED.has(nameOf(vector)));

function call({ method, args }: KeyVector): unknown {
  const implementation = METHODS[method];
  if (implementation === undefined) throw new Error(`no method for ${method}`);
  return implementation(...args);
}

describe('the python key layout', () => {
  it.each(accepted.map((vector) => [nameOf(vector), vector] as const))(
    'is that of Python: %s',
    (_name, vector) => {
      expect(call(vector)).toEqual(vector.result);
    },
  );

  it.each(
    refused.filter(({ method }) => method === 'user').map((vector) => [nameOf(vector), vector] as const),
  )('refuses %s', (_name, vector) => {
    expect(() => call(vector)).toThrow(expect.objectContaining({ statusCode: 400 }));
  });

  it.each(
    refused
      .filter(({ method }) => method === 'parse_trigger')
      .map((vector) => [nameOf(vector), vector] as const),
  )('does not parse %s', (_name, vector) => {
    expect(call(vector)).toBeNull();
  });

  it('has a vector for every refusal listed here', () => {
    expect(new Set(refused.map(nameOf))).toEqual(REFUSED);
  });
});
