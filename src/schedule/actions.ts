/** Sends a reminder to the user that the trigger names. */
export const SEND_REMINDER = 'send_reminder';

/** Processes what the user that the trigger names has said. */
export const PROCESS_MESSAGE_BATCH = 'process_message_batch';
