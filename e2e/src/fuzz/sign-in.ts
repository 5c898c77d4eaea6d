/** An access token. Throws where the account is not let in. */
export async function signIn(
  url: string,
  { email, password }: { email: string; password: string },
): Promise<string> {
  const query =
    'mutation($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { ... on SignInSuccess { accessToken } } }';
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { email, password } }),
  });
  const { data } = (await answer.json()) as { data?: { signIn?: { accessToken?: string } } };
  const token = data?.signIn?.accessToken;
  if (!token) throw new Error(`${email} is not let in`);
  return token;
}
