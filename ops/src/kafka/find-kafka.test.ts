import { describe, expect, it } from '@jest/globals';
import { findKafka, findMaven, javaVersion } from './find-kafka.ts';

describe('what a machine needs for Kafka', () => {
  it('is said with how to install it when Java is missing', () => {
    const found = findKafka('no-such-java');
    expect(found.available).toBe(false);
    expect(found.why).toMatch(/Java 17.*apt-get install openjdk-17/);
  });

  it('is not met by a command that fails', () => {
    expect(findKafka('false').available).toBe(false);
  });

  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_302"', 8],
    ['openjdk version "25" 2025-09-16', 25],
    ['Picked up JAVA_TOOL_OPTIONS: -X\nopenjdk version "21.0.2"', 21],
    ['nothing', undefined],
  ])('reads the version in %j as %s', (printed, version) => {
    expect(javaVersion(printed)).toBe(version);
  });

  it('does not take a missing Maven for one', () => {
    expect(findMaven('no-such-maven')).toBe(false);
    expect(findMaven('sh')).toBe(true);
  });
});
