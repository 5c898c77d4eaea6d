/** A state machine as a table: for each state, what can be done in it and where that leads. */
export type Transitions<State extends string, Action extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Action, State>>>>
>;

/** Where the action leads, or null where it cannot be done in this state. */
export function next<State extends string, Action extends string>(
  transitions: Transitions<State, Action>,
  state: State,
  action: Action,
): State | null {
  return transitions[state][action] ?? null;
}
