import { describe, expect, it } from '@jest/globals';
import { findChromium } from './find-chromium.ts';

describe('a browser to try the pages in', () => {
  it('is said with how to install it when there is none', () => {
    const found = findChromium(undefined, ['no-such-browser', '/bin/false']);
    expect(found.available).toBe(false);
    expect(found.why).toMatch(/apt-get install chromium.*LASTMILE_CHROMIUM/);
  });

  it('is the first that starts', () => {
    const found = findChromium(undefined, ['no-such-browser', process.execPath]);
    expect(found).toEqual({ available: true, path: process.execPath });
  });

  it('is the one that was named, or none', () => {
    expect(findChromium('no-such-browser', [process.execPath])).toMatchObject({
      available: false,
      why: expect.stringContaining('LASTMILE_CHROMIUM is no-such-browser'),
    });
  });
});
