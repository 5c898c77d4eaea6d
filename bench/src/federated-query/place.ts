import type { Environment } from '@lastmile/kernel/settings';

/** What both sides are told, so that nothing but the gateway and the way to the subgraphs differs. */
export interface Place {
  readonly env: Environment;
  /** URLs of the domains' databases, by domain. */
  readonly databases: Readonly<Record<string, string>>;
  readonly logPath: string;
  /** Loaders keep what they have fetched: nothing reaches the database any more. */
  readonly rowsRemembered: boolean;
}

/** Keys between the stock gateway and the subgraphs of this bench; they guard nothing. */
export const assertionKey = 'a key of the bench that guards nothing but figures';
