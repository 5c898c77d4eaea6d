import type { CalendarDate } from '@lastmile/kernel/calendar';

/** A letter as the mail sink has it. */
export interface Letter {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** How often it was delivered; more than once is the same letter again. */
  readonly received: number;
}

/** Where the story plays: any shape of the house. */
export interface World {
  readonly url: string;
  readonly admin: { readonly email: string; readonly password: string };
  /** The local date of the business clock. */
  today(): CalendarDate;
  letters(): Promise<readonly Letter[]>;
  /** A TCP port that a probe can reach, and that can stop answering. */
  readonly equipment: Equipment;
  /** Names and e-mails carry it, so that stories do not meet. */
  readonly tag: string;
}

export interface Equipment {
  readonly port: number;
  down(): Promise<void>;
  up(): Promise<void>;
}
