/** A URL without the user and the password that stand in it, and the `authorization` that they make. */
export function splitCredentials(given: string): { url: string; authorization: string | undefined } {
  const url = new URL(given);
  const { username, password } = url;
  if (!username && !password) return { url: given, authorization: undefined };
  url.username = '';
  url.password = '';
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { url: url.href, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Headers of one request, with what the URL says where they have none of it. */
export function withAuthorization(
  headers: Record<string, string> | undefined,
  authorization: string | undefined,
): Record<string, string> | undefined {
  if (authorization === undefined) return headers;
  const isGiven = Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization');
  return isGiven ? headers : { ...headers, authorization };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
