/** The shared state that `GET /conversation/state` answers with, and that tools and triggers write to. */
export const CONVERSATION_STATE = 'conversation';
