import { describe, expect, it } from '@jest/globals';
import { proxyFiles } from './proxy-files.ts';

describe('the proxy', () => {
  it('names every replica and where it listens', async () => {
    const files = await proxyFiles({
      listen: '127.0.0.1:4000',
      replicas: ['127.0.0.2:4000', '127.0.0.3:4000'],
    });
    expect(files['listen.conf']).toBe('listen 127.0.0.1:4000;\n');
    expect(files['upstream.conf']?.match(/server .*?:4000/g)).toEqual([
      'server 127.0.0.2:4000',
      'server 127.0.0.3:4000',
    ]);
  });

  it('includes nothing that is not among its files', async () => {
    const files = await proxyFiles({ listen: '127.0.0.1:1', replicas: ['127.0.0.1:2'] });
    const included = [...(files['nginx.conf'] ?? '').matchAll(/include (\S+);/g)].map(([, name]) => name);
    expect(included.sort()).toEqual(['listen.conf', 'upstream.conf']);
    for (const name of included) expect(Object.keys(files)).toContain(name);
  });

  it.each(['127.0.0.1', 'x; include /etc/passwd', ''])('refuses the address %j', async (address) => {
    await expect(proxyFiles({ listen: '127.0.0.1:1', replicas: [address] })).rejects.toThrow(/such as 127/);
  });

  it('refuses to stand before nothing', async () => {
    await expect(proxyFiles({ listen: '127.0.0.1:1', replicas: [] })).rejects.toThrow(/at least one replica/);
  });
});
