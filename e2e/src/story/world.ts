import type { CalendarDate } from '@lastmile/kernel/calendar';

/** Where the story plays: any shape of the house. */
export interface World {
  readonly url: string;
  readonly admin: { readonly email: string; readonly password: string };
  /** The local date of the business clock. */
  today(): CalendarDate;
  /** Where letters are read: the sink's page. */
  readonly mailUrl: string;
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
