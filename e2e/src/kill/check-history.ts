import type { Letter } from '../client/read-letters.ts';
import { compareCounts, type Finding, lost, other, twice } from './finding.ts';
import { domains, type HouseDatabases } from './house-databases.ts';
import type { StoryObjects } from './story-objects.ts';

/** How often something of a kind happened in one story. */
export type History = ReadonlyMap<string, number>;

/** What a client that did not get its answer may do again: sign in, and ask for bill runs. */
const repeatable = /^auth\.session\.|^billing\.billrun\./;

/** The events about the objects of a story, counted by type: the same with kills as without, or something is wrong. */
export async function readHistory(databases: HouseDatabases, objects: StoryObjects): Promise<History> {
  const { userId, customerId, tariffIds, nodeIds } = objects;
  const history = new Map<string, number>();
  for (const domain of domains) {
    const counted = await databases.query<{ type: string; count: string }>(
      domain,
      `select type, count(*)::text as count from messaging.event_log
       where customerid = $1 or userid = $2 or nodeid = any($3) or envelope->>'subject' = any($4)
       group by type`,
      [customerId, userId, nodeIds, tariffIds],
    );
    for (const { type, count } of counted) if (!repeatable.test(type)) history.set(type, Number(count));
  }
  return history;
}

/** What came to the customer's address, counted by subject; numbers in it differ from customer to customer. */
export function subjectsOf(letters: readonly Letter[]): History {
  const subjects = new Map<string, number>();
  for (const { subject } of letters) {
    const kind = subject.replaceAll(/[\d-]+/g, '#').replaceAll(/#\s*/g, '#');
    subjects.set(kind, (subjects.get(kind) ?? 0) + 1);
  }
  return subjects;
}

export function compareHistories(what: string, found: History, wished: History): Finding[] {
  const kinds = new Set([...found.keys(), ...wished.keys()]);
  return [...kinds].flatMap((kind) =>
    compareCounts(`${what}, ${kind}`, found.get(kind) ?? 0, wished.get(kind) ?? 0),
  );
}

/** One letter per Message-ID and per notification that was sent; on the wire the same bytes as often as need be. */
export async function checkLetters(
  databases: HouseDatabases,
  tag: string,
  letters: readonly Letter[],
  { customerId, userId }: StoryObjects,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const sent = await databases.query<{ id: string; state: string; reason: string | null; name: string }>(
    'notification',
    'select id, state, reason, name from notification where customer_id = $1 or user_id = $2',
    [customerId, userId],
  );
  for (const { id, state, reason, name } of sent) {
    const mine = letters.filter(({ messageId }) => messageId?.includes(id));
    if (state !== 'SENT') findings.push(lost(`story ${tag}, letter ${name} is ${state} (${reason})`));
    else if (mine.length === 0)
      findings.push(lost(`story ${tag}, letter ${name} was sent and did not arrive`));
    else if (mine.length > 1) findings.push(twice(`story ${tag}, letter ${name} has ${mine.length} entries`));
  }
  for (const { messageId, subject, identical } of letters) {
    if (!identical) findings.push(other(`story ${tag}, ${subject} was repeated with other bytes`));
    if (!sent.some(({ id }) => messageId?.includes(id)))
      findings.push(twice(`story ${tag}, ${subject} (${messageId}) belongs to no notification`));
  }
  return findings;
}
