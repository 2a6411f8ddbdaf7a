/** The package has no types of its own. */
declare module 'cluster-key-slot' {
  /** Slot of a key in a cluster, by its hash tag if it has one. */
  export default function slotOf(key: string): number;
}
