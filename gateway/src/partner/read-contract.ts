import type { Contract } from '@lastmile/federation/supergraph/contract-schema';
import { z } from 'zod';

const contractSchema = z.strictObject({
  includeTags: z.array(z.string().min(1)).default([]),
  excludeTags: z.array(z.string().min(1)).default([]),
});

/** A contract that cannot be used; the message names the file and what to do. */
export class BadContract extends Error {}

/** Reads the text of `<partner>.contract.json`: `{"includeTags": […], "excludeTags": […]}`. Throws BadContract. */
export function readContract(path: string, text: string): Contract {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadContract(`${path} is no JSON: ${(error as Error).message}`);
  }
  const read = contractSchema.safeParse(json);
  if (!read.success) {
    const faults = read.error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`);
    throw new BadContract(`${path} is no contract (includeTags, excludeTags): ${faults.join('; ')}`);
  }
  if (read.data.includeTags.length + read.data.excludeTags.length === 0)
    throw new BadContract(`${path} names no tag: without the file, the partner sees the whole schema.`);
  return read.data;
}
