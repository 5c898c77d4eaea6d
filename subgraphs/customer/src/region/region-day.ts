import { type CalendarDate, dateInZone } from '@lastmile/kernel/calendar';
import type { CustomerWork } from '../customer-domain.ts';
import { regionNamed } from './region.store.ts';

/** What day it is in a region. */
export async function todayIn(work: CustomerWork, regionId: string): Promise<CalendarDate> {
  const { timeZone } = await regionNamed(work, regionId);
  return dateInZone(work.clock.now(), timeZone);
}
