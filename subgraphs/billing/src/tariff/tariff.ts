import type { CalendarDate } from '@lastmile/kernel/calendar';

export type TariffKind = 'INTERNET' | 'TV' | 'VOICE' | 'OTHER';
export type TariffStatus = 'DRAFT' | 'PUBLISHED' | 'WITHDRAWN';

/** Versions and the tariff itself live the same life. A withdrawn tariff can be sold again by publishing a new version. */
export const tariffTransitions: Readonly<Record<TariffStatus, Readonly<Record<string, TariffStatus>>>> = {
  DRAFT: { publish: 'PUBLISHED' },
  PUBLISHED: { publish: 'PUBLISHED', withdraw: 'WITHDRAWN' },
  WITHDRAWN: { publish: 'PUBLISHED' },
};

interface SoldVersion {
  readonly status: TariffStatus;
  readonly validFrom: CalendarDate;
}

/** Whether a version can be sold on a day: published, and valid by then. */
export function isSold(version: SoldVersion, on: CalendarDate): boolean {
  return version.status === 'PUBLISHED' && version.validFrom <= on;
}
