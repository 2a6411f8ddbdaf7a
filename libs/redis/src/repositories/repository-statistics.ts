/** Counts over all repositories of an application. */
export class RepositoryStatistics {
  /** Reads answered with "nothing" because their pool could not be reached (`errors: 'fallback'`). */
  fallbacks = 0;
  /** Reads of one record, or of a field of one, that found it. */
  hits = 0;
  /** Reads of one record, or of a field of one, that found nothing. Failed reads are neither. */
  misses = 0;

  /** Counts a read that the server answered. */
  countRead(hasFound: boolean): void {
    if (hasFound) this.hits += 1;
    else this.misses += 1;
  }
}
