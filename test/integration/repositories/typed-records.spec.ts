import { IsArray, IsBoolean, IsInt, IsString } from 'class-validator';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { KeyValueRepository } from '../../../libs/redis/src/repositories/key-value.repository.js';
import { UserRepository } from '../../../libs/redis/src/repositories/user.repository.js';
import { topologies, useTopology } from '../../support/topologies.js';

class Profile {
  @IsString() name!: string;
  @IsBoolean() active!: boolean;
  @IsInt() score!: number;
  @IsArray() @IsBoolean({ each: true }) preferences!: boolean[];
}

const MODELS = { profile: Profile };
const PROFILE = Object.assign(new Profile(), {
  name: '1',
  active: false,
  score: 1,
  preferences: [true, false],
});

describe.each(topologies)('Models on $name', (topology) => {
  const redis = useTopology(topology);

  it('come back as validated instances', async () => {
    const users = new UserRepository(redis.scope());
    await users.upsert('u1', { profile: PROFILE, loginCount: 3 });
    const record = await users.get('u1', { models: MODELS });
    expectTypeOf(record?.profile).toEqualTypeOf<Profile | null | undefined>();
    expect(record?.profile).toBeInstanceOf(Profile);
    expect(record).toEqual({ profile: PROFILE, loginCount: 3 });
  });

  it('come back from single fields and values', async () => {
    const scope = redis.scope();
    const users = new UserRepository(scope);
    const values = new KeyValueRepository(scope);
    await users.updateField('u1', 'profile', PROFILE);
    await values.set('profile', PROFILE);
    const field = await users.getField('u1', 'profile', { model: Profile });
    expectTypeOf(field).toEqualTypeOf<Profile | null>();
    expect(field).toBeInstanceOf(Profile);
    expect(field).toEqual(PROFILE);
    expect(await users.of('u1').getField('profile', { model: Profile })).toEqual(PROFILE);
    expect(await values.get('profile', { model: Profile })).toEqual(PROFILE);
  });

  it('are plain objects without their class', async () => {
    const users = new UserRepository(redis.scope());
    await users.upsert('u1', { profile: PROFILE });
    const record = await users.get('u1');
    expectTypeOf(record).toEqualTypeOf<Record<string, unknown> | null>();
    expect(record?.['profile']).toMatchObject({ name: '1', score: 1 });
    expect(record?.['profile']).not.toBeInstanceOf(Profile);
  });

  it('that a stored value does not satisfy fail with the field', async () => {
    const users = new UserRepository(redis.scope());
    await users.upsert('u1', { profile: { name: 'Alice' } });
    const failure = { code: 'MODEL_VALIDATION', message: expect.stringContaining('profile') };
    await expect(users.get('u1', { models: MODELS })).rejects.toMatchObject(failure);
    await expect(users.getField('u1', 'profile', { model: Profile })).rejects.toMatchObject(failure);
  });

  it('may be missing in a record', async () => {
    const users = new UserRepository(redis.scope());
    await users.upsert('u1', { name: 'Alice' });
    expect(await users.get('u1', { models: MODELS })).toEqual({ name: 'Alice' });
    expect(await users.getField('u1', 'profile', { model: Profile })).toBeNull();
  });

  it('can be the record itself', async () => {
    const users = new UserRepository(redis.scope());
    await users.upsert('u1', PROFILE);
    expect(await users.get('u1')).toEqual(PROFILE);
  });
});
