import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';

const ROOT = new URL('../../../', import.meta.url);

it('is one version of Node in package.json, in the image and here', async () => {
  const { devDependencies } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8'));
  const dockerfile = await readFile(new URL('ops/images/Dockerfile', ROOT), 'utf8');
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(images.length).toBeGreaterThan(1);
  for (const image of images) expect(image).toMatch(new RegExp(`^node:${devDependencies.node}(-|$)`));
  expect(process.version).toBe(`v${devDependencies.node}`);
});

it('is run by somebody who is not root', async () => {
  const dockerfile = await readFile(new URL('ops/images/Dockerfile', ROOT), 'utf8');
  expect(dockerfile.slice(dockerfile.lastIndexOf('FROM'))).toMatch(/^USER (?!root|0)\S+$/m);
});
