/** Aliases of the tests' own pools, known to the type system as an application would declare them. */
declare module '@tenantry/redis' {
  interface RedisPoolAliases {
    analytics: true;
  }
}

export {};
