export { copyToHashTags } from './copy-to-hash-tags.js';
export type { CopyCount, CopyPassReport, CopyReport, CopyToHashTagsOptions } from './copy-options.js';
