import { Unreachable } from './graphql-client.ts';

/** A letter as the mail sink has it. */
export interface Letter {
  readonly messageId: string | null;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string | null;
  /** How often it was delivered; more than once is the same letter again. */
  readonly received: number;
  /** Every delivery had the same bytes. */
  readonly identical: boolean;
}

/** The letters to one address that the sink behind `/mail` has received. Throws Unreachable. */
export async function readLetters(mailUrl: string, to: string): Promise<Letter[]> {
  const get = async (path: string) => {
    const answer = await fetch(`${mailUrl}/api/messages${path}`).catch((error) => {
      throw new Unreachable(String(error.cause ?? error));
    });
    return (await answer.json()) as never;
  };
  const { messages } = (await get(`?limit=5000&to=${encodeURIComponent(to)}`)) as {
    messages: { id: string }[];
  };
  return Promise.all(messages.map(({ id }) => get(`/${id}`) as Promise<Letter>));
}
