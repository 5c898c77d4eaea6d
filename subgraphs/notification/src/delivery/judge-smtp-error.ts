import type { Outcome } from './outcome.ts';

interface SmtpError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

const responseLengthMax = 300;

/** Before a letter's conversation began: the server's fault, or that of its settings. */
const serverCommands = /^(CONN|EHLO|HELO|LHLO|STARTTLS|AUTH)/;
const refusedConnection = /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|getaddrinfo/;

/**
 * What an SMTP error means for the letter (RFC 5321, 4.2.1): 5xx to the letter gives up, 4xx tries again, a server
 * that cannot be reached or refuses everybody lets all letters wait.
 */
export function judgeSmtpError(error: unknown): Outcome {
  const { code = 'UNKNOWN', command = '', responseCode, response, message = '' } = Object(error) as SmtpError;
  const told = response ? { response: withoutAddresses(response) } : {};
  if (responseCode && !serverCommands.test(command)) {
    const kind = responseCode >= 500 ? 'PERMANENT' : 'TRANSIENT';
    const outcome = { code: `SMTP_${responseCode}`, ...told };
    return kind === 'PERMANENT' ? { kind, ...outcome } : { kind, ...outcome, counts: true };
  }
  if (code === 'EENVELOPE') return { kind: 'PERMANENT', code: 'BAD_ADDRESS', ...told };
  const serverDown =
    refusedConnection.test(message) ||
    code === 'EDNS' ||
    code === 'EAUTH' ||
    code === 'ETLS' ||
    responseCode !== undefined;
  const name = responseCode ? `SMTP_${responseCode}` : `SMTP_${code}`;
  // A connection that breaks or falls silent in the middle may be this letter's doing, so that counts.
  return { kind: 'TRANSIENT', code: name, ...told, counts: !serverDown, ...(serverDown && { serverDown }) };
}

/** Servers like to repeat whom they refuse. */
function withoutAddresses(response: string): string {
  return response.replace(/[^\s<>"']+@[^\s<>"']+/g, '<address>').slice(0, responseLengthMax);
}
