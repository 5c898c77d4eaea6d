import type { Ownership } from '@lastmile/kernel/actor';

export const notificationStates = ['PENDING', 'SENT', 'FAILED', 'CANCELLED'] as const;
export type NotificationState = (typeof notificationStates)[number];

export interface NotificationRow {
  readonly id: string;
  readonly userId: string;
  readonly customerId: string | null;
  readonly legalEntityId: string | null;
  readonly regionId: string | null;
  readonly channel: string;
  readonly name: string;
  readonly occasion: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly state: NotificationState;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  readonly expiresAt: Date;
  readonly templateId: string | null;
  readonly templateVersion: number | null;
  readonly resendOf: string | null;
  readonly subject: string | null;
  readonly address: string | null;
  readonly textBody: string | null;
  /** A process is working on it at this moment. */
  readonly inWork: boolean;
}

/** What staff can do about a letter, and what it becomes. What is sent cannot be unsent: resending makes a new one. */
export const transitions: Readonly<
  Record<NotificationState, { readonly cancel?: 'CANCELLED'; readonly resend?: 'PENDING' | 'COPY' }>
> = {
  PENDING: { cancel: 'CANCELLED' },
  FAILED: { resend: 'PENDING' },
  CANCELLED: { resend: 'PENDING' },
  SENT: { resend: 'COPY' },
};

export function ownershipOf(row: NotificationRow): Ownership {
  const { customerId, userId, legalEntityId, regionId } = row;
  return { customerId, userId, legalEntityId, regionId };
}
