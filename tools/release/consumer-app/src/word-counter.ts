import { SyncTool } from '@tenantry/agent/worker';

/** Runs in a worker thread, and writes to the states of the user it runs for. */
export class WordCounter extends SyncTool<{ text: string }, number> {
  run({ text }: { text: string }): number {
    this.updateStateField('tool_history', 'last_tool', 'word_counter');
    return text.split(' ').length;
  }
}
