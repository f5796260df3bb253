// What a start needs before it knows whether the configuration is good.

import { expect } from 'chai';
import { readStartSettings } from '../../src/config/read-start-settings.ts';

describe('readStartSettings', () => {
  it('reads the log, the runtime directory and strictness', () => {
    const flags = { 'log-level': 'debug', 'log-format': 'json', 'strict-start': '' };
    expect(readStartSettings(flags, { RUNTIME_DIRECTORY: '/run/a:/run/b' })).to.deep.equal({
      log: { level: 'debug', format: 'json' },
      runtimeDirectory: { path: '/run/a', isDefault: false },
      isStrict: true,
    });
  });

  it('takes the default in place of a mistake, whatever else is wrong', () => {
    const flags = {
      'log-level': 'loud',
      'log-format': 'xml',
      'strict-start': 'perhaps',
      bogus: '1',
      ns: '{',
    };
    expect(readStartSettings(flags, {})).to.deep.equal({
      log: { level: 'info', format: 'auto' },
      runtimeDirectory: { path: '/run/healthy-dns', isDefault: true },
      isStrict: false,
    });
  });
});
