import { UserHandle } from '../../libs/redis/src/repositories/user.handle.js';
import { DirectRecordView, type RecordView } from './record-view.js';
import type { TestRepositories } from './repositories.js';

/** One record of each repository, by each form of its calls; forms of one repository reach the same record. */
export const RECORD_FORMS = {
  users: ({ users }) => users.of('u1'),
  handlers: ({ handlers }) => new DirectRecordView(handlers, 'chat', 'u1'),
  'handlers.of': ({ handlers }) => new UserHandle(handlers.of('u1'), 'chat'),
  'handlers.named': ({ handlers }) => new UserHandle(handlers.named('chat'), 'u1'),
  tables: ({ tables }) => new DirectRecordView(tables, 'products', 'u1'),
  'tables.of': ({ tables }) => new UserHandle(tables.of('products'), 'u1'),
  'sharedState.of': ({ sharedState }) => new UserHandle(sharedState.of('u1'), 'chat'),
  'sharedState.named': ({ sharedState }) => new UserHandle(sharedState.named('chat'), 'u1'),
} as const satisfies Record<string, (of: TestRepositories) => RecordView>;

export type RecordForm = keyof typeof RECORD_FORMS;

export const ALL_RECORD_FORMS = Object.keys(RECORD_FORMS) as RecordForm[];

/** One form of each repository. */
export const REPOSITORY_FORMS = ['users', 'handlers', 'tables', 'sharedState.of'] as const;
