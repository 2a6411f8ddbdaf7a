/** Counts over all repositories of an application. */
export class RepositoryStatistics {
  /** Reads answered with "nothing" because their pool could not be reached (`errors: 'fallback'`). */
  fallbacks = 0;
}
