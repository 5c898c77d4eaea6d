/**
 * The rows that every installation begins with: one legal entity (billing owns it) and one region (customer owns it).
 * Their ids are fixed, so that every domain names them alike before any event has been spoken.
 */
export const firstLegalEntityId = '01900000-0000-7000-8000-000000000001';
export const firstRegionId = '01900000-0000-7000-8000-000000000002';
