// The schema of the configuration file: it knows every setting that is read and no other, and accepts what the docs show.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { parse } from 'yaml';
import { makeSchema } from '../../packaging/print-schema.ts';
import { definitions } from '../../packaging/schema-settings.ts';
import { addressKeys } from '../../src/config/names/read-addresses.ts';
import { bindingKeys } from '../../src/config/names/read-bindings.ts';
import { commonKeys, compositionKeys, tlsKeys, tlsSettingKeys } from '../../src/config/names/read-check.ts';
import { entryKeys } from '../../src/config/names/read-entry.ts';
import { hostKeys } from '../../src/config/names/read-host.ts';
import { httpKeys } from '../../src/config/names/read-http.ts';
import { serviceKeys } from '../../src/config/names/read-service-shorthand.ts';
import { placeKeys } from '../../src/config/names/read-srv-entry.ts';
import { recordEntryKeys, serviceEntryKeys } from '../../src/config/names/service-parts.ts';
import { unfitFlags } from '../../src/config/sources/config-file.ts';
import { flags } from '../../src/config/sources/flags.ts';
import { zoneKeys } from '../../src/config/zones/find-zones.ts';
import { allowedKeys, notifiedKeys, transferKeys } from '../../src/config/zones/read-transfer.ts';
import { updateKeys } from '../../src/config/zones/read-updates.ts';

const root = join(import.meta.dirname, '../../..');
const validate = new Ajv({ allErrors: true, strict: false }).compile(makeSchema());
const namesSchema = {
  ...makeSchema(),
  properties: undefined,
  additionalProperties: { $ref: '#/definitions/name' },
};
const validateNames = new Ajv({ strict: false }).compile(JSON.parse(JSON.stringify(namesSchema)));

/** The keys of every object of settings within a definition. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if ('properties' in schema) return Object.keys(schema.properties as object);
  return 'anyOf' in schema ? (schema.anyOf as unknown[]).flatMap(keysOf) : [];
}

interface Example {
  readonly where: string;
  readonly text: string;
}

/** Examples of a language in the pages for users. */
function examplesOf(language: string): Example[] {
  const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((page) => `docs/${page}`)];
  return pages.flatMap((page) => {
    const blocks = readFileSync(join(root, page), 'utf8').matchAll(
      new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'),
    );
    return [...blocks].map(({ 1: text = '' }, index) => ({
      where: `${page}, ${language} ${index + 1}`,
      text,
    }));
  });
}

describe('The schema of the configuration file', () => {
  it('has every flag as a key that the file may set', () => {
    const fit = flags.map(({ name }) => name).filter((name) => !unfitFlags.some((unfit) => unfit === name));
    expect(Object.keys(makeSchema()['properties'] as object)).to.have.members(fit);
  });

  for (const [name, keys] of Object.entries({
    zone: zoneKeys,
    nameSettings: [...entryKeys, ...serviceEntryKeys, ...recordEntryKeys],
    binding: bindingKeys,
    address: addressKeys,
    host: hostKeys,
    place: placeKeys,
    service: serviceKeys,
    check: compositionKeys,
    transfer: transferKeys,
    allowed: allowedKeys,
    notified: notifiedKeys,
    update: updateKeys,
    probe: [...commonKeys, ...httpKeys, ...tlsKeys],
  })) {
    it(`knows the settings that are read of a ${name}, and no other`, () => {
      expect(keysOf(definitions[name])).to.have.members([...keys]);
    });
  }

  it('knows the settings of TLS', () => {
    const { properties } = definitions['probe'] as { properties: Record<string, unknown> };
    expect(keysOf(properties['tls'])).to.have.members([...tlsSettingKeys]);
  });

  for (const { where, text } of examplesOf('json')) {
    it(`accepts the names of ${where}`, () => {
      expect(validateNames(JSON.parse(text)), JSON.stringify(validateNames.errors)).to.equal(true);
    });
  }

  for (const { where, text } of examplesOf('yaml').filter((example) =>
    example.text.startsWith('# /etc/healthy-dns/'),
  )) {
    it(`accepts ${where}`, () => {
      expect(validate(parse(text)), JSON.stringify(validate.errors)).to.equal(true);
    });
  }

  for (const [fault, given] of Object.entries({
    'a key that nobody reads': { 'hosted-zones': 'example.com' },
    'a setting of a name that nobody reads': {
      'zone-resolutions': { www: { ips: ['192.0.2.1'], helth_port: 80 } },
    },
    'a port out of range': { port: 65_536 },
    'a word that is none': { 'log-level': 'loud' },
    'a duration without a known unit': { ttl: '5 fortnights' },
  })) {
    it(`refuses ${fault}`, () => {
      expect(validate(given)).to.equal(false);
    });
  }
});
