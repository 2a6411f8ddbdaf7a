import type { AgentMessage } from '@tenantry/agent';

/** What a message says in words; parts of other kinds, such as images, are left out. */
export function messageText({ content }: Pick<AgentMessage, 'content'>): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (typeof part === 'string' ? part : textOf(part['text']))).join('');
}

function textOf(text: unknown): string {
  return typeof text === 'string' ? text : '';
}
