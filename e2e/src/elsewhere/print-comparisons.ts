import type { Comparison } from './compare-reads.ts';

/** A line for each operation, then one for each gateway. False when an answer was different. */
export function printComparisons(compared: readonly Comparison[]): boolean {
  for (const { gateway, read, bytes, difference } of compared)
    console.log(
      `  ${gateway.padEnd(16)} ${read.padEnd(16)} ${difference ? 'DIFFERENT' : 'same'}, ${bytes} bytes${difference ? `\n    ${difference}` : ''}`,
    );
  console.log();
  for (const name of new Set(compared.map(({ gateway }) => gateway))) {
    const there = compared.filter(({ gateway }) => gateway === name);
    const same = there.filter(({ difference }) => !difference);
    console.log(`elsewhere ${name}: ${same.length} of ${there.length} answers are the same`);
  }
  return compared.length > 0 && compared.every(({ difference }) => !difference);
}
