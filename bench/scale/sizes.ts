/** How much a server holds. */
export interface Size {
  readonly name: string;
  readonly tenants: number;
  readonly usersPerTenant: number;
  readonly triggersPerTenant: number;
}

/** Both grow: the number of tenants, and what each of them has. */
export const SMALL: Size = {
  name: '10k users, 10k triggers',
  tenants: 100,
  usersPerTenant: 100,
  triggersPerTenant: 100,
};
export const LARGE: Size = {
  name: '1M users, 1M triggers',
  tenants: 1_000,
  usersPerTenant: 1_000,
  triggersPerTenant: 1_000,
};
/** Instead of {@link LARGE} where time is short. */
export const QUICK_LARGE: Size = {
  name: '100k users, 100k triggers',
  tenants: 200,
  usersPerTenant: 500,
  triggersPerTenant: 500,
};

export function tenantName(index: number): string {
  return `tenant-${index}`;
}

export function userCount({ tenants, usersPerTenant }: Size): number {
  return tenants * usersPerTenant;
}

export function triggerCount({ tenants, triggersPerTenant }: Size): number {
  return tenants * triggersPerTenant;
}
