import { describe, expect, it } from '@jest/globals';
import { startStandaloneWorld } from './standalone-world.ts';
import { describeStory, firstInvoiceFrom } from './story/describe-story.ts';

describe('the main job, in one process', () => {
  describeStory(() => startStandaloneWorld(), 60_000);
});

describe('the first invoice', () => {
  it('is prorated to the anchor day', () => {
    expect(firstInvoiceFrom('2026-11-23')).toEqual({ net: '8.27', total: '9.84' });
    expect(firstInvoiceFrom('2026-12-01')).toEqual({ net: '31.00', total: '36.89' });
  });
});
