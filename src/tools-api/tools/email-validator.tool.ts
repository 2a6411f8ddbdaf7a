import { SyncTool } from '@tenantry/agent/worker';

/** Input of {@link EmailValidatorTool}. */
export interface EmailInput {
  readonly email: string;
}

const EMAIL_PATTERN = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Tells whether an e-mail address is valid, and remembers it for the user. Runs in a worker thread. */
export class EmailValidatorTool extends SyncTool<EmailInput, string> {
  run({ email }: EmailInput): string {
    this.updateStateField('tool_history', 'last_tool', 'email_validator');
    const isValid = EMAIL_PATTERN.test(email);
    this.updateStateField('validation_results', email, isValid);
    return `Email ${email} is ${isValid ? 'valid' : 'invalid'}`;
  }
}
