import { expect } from 'chai';
import { readConfig } from '../../../src/config/read-config.ts';

const zone = { 'hosted-zone': 'example.test', ns: '["ns1"]', 'zone-resolutions': '{"ns1": ["192.0.2.53"]}' };

function read(flags: Readonly<Record<string, string | readonly string[]>>) {
  const config = readConfig({ ...zone, ...flags } as Parameters<typeof readConfig>[0], {});
  return config.ok ? config.value.cookies : config.problem.map(({ path, message }) => `${path}: ${message}`);
}

describe('readCookies', () => {
  it('needs nothing', () => {
    expect(read({})).to.deep.equal({ secretFiles: [], neededAboveOctets: undefined });
  });

  it('takes files and a number of octets', () => {
    expect(read({ 'cookie-secret-file': ['/a', '/b'], 'require-cookie-above': '512' })).to.deep.equal({
      secretFiles: ['/a', '/b'],
      neededAboveOctets: 512,
    });
    expect(read({ 'require-cookie-above': '0' })).to.deep.include({ neededAboveOctets: 0 });
  });

  for (const text of ['-1', '65536', '1.5', 'all', ''])
    it(`rejects "${text}" octets`, () => {
      expect(read({ 'require-cookie-above': text })).to.deep.equal([
        `require-cookie-above: "${text}" is not a number of octets from 0 to 65535`,
      ]);
    });
});
