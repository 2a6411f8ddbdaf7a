/** Where `@Type` leaves its metadata; class-transformer's index does not export it (nor declare its path). */
declare module 'class-transformer/cjs/storage.js' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage.js';
}
