import { startProfile } from '../measure/profile-process.ts';
import { readMemory } from '../measure/read-memory.ts';

export interface Served {
  /** What the parent is told when everything is up; JSON. */
  readonly ready?: unknown;
  readonly answers?: Readonly<Record<string, (argument: never) => unknown>>;
  stop(): Promise<unknown>;
}

interface Question {
  readonly id: number;
  readonly question: string;
  readonly argument: unknown;
}

type Answers = Record<string, (argument: never) => unknown>;

/** What every process of a bench answers: its own CPU time in microseconds, where it goes, and what it holds. */
function ownAnswers(): Answers {
  let profile: Awaited<ReturnType<typeof startProfile>> | undefined;
  return {
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    memory: readMemory,
    'profile-start': async () => {
      profile = await startProfile();
    },
    'profile-stop': (path: string) => profile?.stop(path),
  };
}

/**
 * The child's side of `startProcess`: calls `start` with the settings, answers questions, and ends when the parent
 * lets go of it or is gone. A Ctrl-C of the terminal is the parent's business.
 */
export function serveParent<Settings>(start: (settings: Settings) => Promise<Served>): void {
  const answers: Answers = ownAnswers();
  let served: Served | undefined;
  answers.start = async (settings: Settings) => {
    served = await start(settings);
    Object.assign(answers, served.answers);
    return served.ready;
  };
  process.on('SIGINT', () => {});
  process.on('disconnect', () => {
    Promise.resolve(served?.stop()).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  process.on('message', async ({ id, question, argument }: Question) => {
    const reply = (message: object) => process.connected && process.send?.({ id, ...message });
    try {
      const answer = answers[question];
      if (!answer) throw new Error(`It knows no question "${question}".`);
      reply({ answer: await answer(argument as never) });
    } catch (error) {
      reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
}
