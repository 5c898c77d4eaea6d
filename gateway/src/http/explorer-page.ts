import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { pageIcon } from '@lastmile/http/page-icon';
import { ruruHTML } from 'ruru/server';

const staticRoot = join(dirname(createRequire(import.meta.url).resolve('ruru/server')), '../static');

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  map: 'application/json',
  ttf: 'font/ttf',
  svg: 'image/svg+xml',
  txt: 'text/plain',
};

/** Where the explorer's own files are served. */
export const explorerAssets = '/explorer/';

/** Held by the browser too: nothing comes from elsewhere, goes elsewhere, or shows this page in a frame of its own. */
export const explorerPolicy = [
  "default-src 'self'",
  // ruru's page has its settings and its start in scripts of its own.
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const welcome = `# Lastmile: one graph for the whole provider.
#
# 1. Sign in: fill in e-mail and password, run this.
# 2. Open "Headers" below, put the token there:
#      { "Authorization": "Bearer <accessToken>" }
#    Queries and subscriptions send it.
# 3. Ask, in a new tab:
#      { me { displayName } }
#
# npm start prints the accounts of its demo provider.
# The book on the left has the schema.

mutation SignIn {
  signIn(input: { email: "", password: "" }) {
    ... on SignInSuccess {
      accessToken
    }
    ... on Problem {
      code
      message
    }
  }
}
`;

/** GraphiQL (ruru's build of it), from this server alone: no part of it comes from the internet. */
export function explorerPage(): string {
  return ruruHTML({
    staticPath: explorerAssets,
    endpoint: '/graphql',
    subscriptionEndpoint: '/graphql',
    clientConfig: { defaultQuery: welcome },
    htmlParts: { titleTag: `<title>Lastmile</title>\n${pageIcon}` },
  } as Parameters<typeof ruruHTML>[0]);
}

/** One of the explorer's files, or undefined. */
export async function explorerAsset(path: string): Promise<{ type: string; bytes: Buffer } | undefined> {
  const name = normalize(path.slice(explorerAssets.length));
  if (name.startsWith('..') || name.includes('\0')) return undefined;
  try {
    const bytes = await readFile(join(staticRoot, name));
    return { type: types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', bytes };
  } catch {
    return undefined;
  }
}
