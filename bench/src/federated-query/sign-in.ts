const document = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { __typename ... on SignInSuccess { accessToken } ... on Problem { code message } }
}`;

/** An access token of this member of staff. */
export async function signIn(url: string, input: { email: string; password: string }): Promise<string> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: document,
      variables: { input: { email: input.email, password: input.password } },
    }),
  });
  const text = await answer.text();
  const token = (JSON.parse(text) as { data?: { signIn?: { accessToken?: string } } }).data?.signIn
    ?.accessToken;
  if (!token) throw new Error(`Signing in failed: ${text.slice(0, 500)}`);
  return token;
}
