import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { maskSecrets, maskUrls } from '../../src/base/mask-secrets.ts';

const secret = 'je54pn56k53Bxgq5dbxgNAfZk/dYl4Li/rd0voDZ6Sc=';
const stars = '*'.repeat(secret.length);

describe('maskSecrets', () => {
  for (const [what, text, masked] of [
    ['a secret', secret, stars],
    ['one among others', `{"key": "${secret}", "names": ["x"]}`, `{"key": "${stars}", "names": ["x"]}`],
    ['one behind its key, as for dig', `hmac-sha256:acme:${secret}`, `hmac-sha256:acme:${stars}`],
    ['one that is cut short', secret.slice(0, 30), '*'.repeat(30)],
    ['a short one in a key file', 'secret "abcd";', 'secret "****";'],
    ['a short one in a key file in JSON', '"secret \\"abcd\\";"', '"secret \\"****\\";"'],
    ['a short one in YAML', 'secret: abcd', 'secret: ****'],
    ['a short one in JSON', '{"secret": "abcd"}', '{"secret": "****"}'],
  ] as const)
    it(`hides ${what}`, () => expect(maskSecrets(text)).to.equal(masked));

  for (const text of [
    '/usr/share/Documents/healthydns/Configuration/zone1',
    'ae1f7b9c0d4e5f60718293a4b5c6d7e8f9',
    'averylonghostnamewithoutanydigits12345.example.com',
    'names no secret that anybody has',
    'ThisIsWrittenInCamelCaseByAPerson',
  ])
    it(`leaves ${text}`, () => expect(maskSecrets(text)).to.equal(text));

  it('hides nearly every random secret of any algorithm', () => {
    const texts = [20, 32, 48, 64].flatMap((octets) =>
      Array.from({ length: 500 }, () => randomBytes(octets).toString('base64')),
    );
    const shown = texts.filter((text) => /[A-Za-z0-9+/]{12}/.test(maskSecrets(text)));
    expect(shown.length).to.be.lessThan(20);
  });

  it('takes no longer than the text is long', () => {
    expect(maskSecrets(`secret ${'a'.repeat(1_000_000)}${' '.repeat(1_000_000)}`)).to.have.length(2_000_007);
  });
});

describe('maskUrls', () => {
  for (const [text, masked] of [
    ['notify-url: https://ntfy.sh/my-topic', 'notify-url: https://ntfy.sh*********'],
    ['["slack+https://hooks.test/a?b=c", 5]', '["slack+https://hooks.test******", 5]'],
    ['htps://u:p@hooks.test:8443/a, x', 'htps://****hooks.test:8443**, x'],
    ['https://hooks.test and /etc/healthy-dns', 'https://hooks.test and /etc/healthy-dns'],
  ] as const)
    it(`hides what follows the host in ${text}`, () => expect(maskUrls(text)).to.equal(masked));

  it('takes no longer than the text is long', () => {
    const text = `${'a+'.repeat(500_000)}://${'b'.repeat(1_000_000)}`;
    expect(maskUrls(text)).to.have.length(text.length);
  });
});
